/** The wall clock of a zone: what is to be added to a moment to read it as if it were UTC. */
export type OffsetMs = (epochMs: number) => number;

const fixed = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$/;
const minuteMs = 60_000;
/** Offsets change at most at quarters of an hour. */
const quarterMs = 15 * minuteMs;
const maxRemembered = 10_000;

/** Whether there is a zone of this name: `UTC`, `Asia/Kolkata`, `+05:30`. */
export function isTimeZone(zone: string): boolean {
  if (fixed.test(zone)) return true;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}

/** @throws RangeError if there is no such zone */
export function timeZoneOffset(zone: string): OffsetMs {
  if (/^(UTC|GMT|Z|Etc\/UTC)$/i.test(zone)) return () => 0;
  const [, sign, hours, minutes = '0'] = fixed.exec(zone) ?? [];
  if (hours !== undefined) {
    const offsetMs = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * minuteMs;
    return () => offsetMs;
  }
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    era: 'short',
  });
  const remembered = new Map<number, number>();
  return (epochMs) => {
    const quarter = Math.floor(epochMs / quarterMs);
    let offsetMs = remembered.get(quarter);
    if (offsetMs === undefined) {
      offsetMs = wallClockMs(clock, quarter * quarterMs) - quarter * quarterMs;
      if (remembered.size >= maxRemembered) remembered.clear();
      remembered.set(quarter, offsetMs);
    }
    return offsetMs;
  };
}

function wallClockMs(clock: Intl.DateTimeFormat, epochMs: number): number {
  const parts = new Map(clock.formatToParts(epochMs).map(({ type, value }) => [type, value]));
  const number = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
  const year = parts.get('era') === 'BC' ? 1 - number('year') : number('year');
  const date = new Date(0);
  date.setUTCFullYear(year, number('month') - 1, number('day'));
  date.setUTCHours(number('hour'), number('minute'), number('second'));
  return date.getTime();
}
