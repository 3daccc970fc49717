/** A moment in a time zone, in a language: what a pattern can write. */
export interface LocalMoment {
  /** Milliseconds since the epoch plus the zone's offset: read it with the UTC methods of Date. */
  readonly localMs: number;
  readonly offsetMs: number;
  readonly zone: string;
  readonly locale: string;
}

type Writer = (moment: LocalMoment) => string;

const dayMs = 86_400_000;

/**
 * Reads a pattern of Joda-Time, the one that `path.format` takes: `'year'=YYYY/'month'=MM/'day'=dd/'hour'=HH`.
 * `Y` is the year of the era and `x` the year of the week: not as in newer libraries.
 *
 * @throws Error if a letter means nothing in Joda-Time, or a quote does not end
 */
export function jodaPattern(pattern: string): (moment: LocalMoment) => string {
  const writers = [...pattern.matchAll(/'([^']*(?:''[^']*)*)'|([A-Za-z])\2*|[^A-Za-z']+|'/g)].map(
    ([whole, quoted, letter]): Writer => {
      if (quoted !== undefined) return literal(quoted === '' ? "'" : quoted.replaceAll("''", "'"));
      if (letter !== undefined) return letterWriter(letter, whole.length);
      if (whole === "'") throw new Error(`A quote in "${pattern}" does not end.`);
      return literal(whole);
    },
  );
  return (moment) => writers.map((write) => write(moment)).join('');
}

function literal(text: string): Writer {
  return () => text;
}

function letterWriter(letter: string, count: number): Writer {
  const writer = letters[letter];
  if (writer === undefined) throw new Error(`Illegal pattern component: ${letter.repeat(count)}`);
  return (moment) => writer(moment, count);
}

const letters: Readonly<Record<string, (moment: LocalMoment, count: number) => string>> = {
  G: ({ localMs }) => (date(localMs).getUTCFullYear() > 0 ? 'AD' : 'BC'),
  C: ({ localMs }, count) => padded(Math.floor(date(localMs).getUTCFullYear() / 100), count),
  Y: ({ localMs }, count) => year(date(localMs).getUTCFullYear(), count),
  y: ({ localMs }, count) => year(date(localMs).getUTCFullYear(), count),
  x: ({ localMs }, count) => year(week(localMs).year, count),
  w: ({ localMs }, count) => padded(week(localMs).week, count),
  e: ({ localMs }, count) => padded(weekday(localMs), count),
  E: (moment, count) => named(moment, { weekday: count > 3 ? 'long' : 'short' }),
  D: ({ localMs }, count) => padded(dayOfYear(localMs), count),
  M: (moment, count) =>
    count > 2
      ? named(moment, { month: count > 3 ? 'long' : 'short' })
      : padded(date(moment.localMs).getUTCMonth() + 1, count),
  d: ({ localMs }, count) => padded(date(localMs).getUTCDate(), count),
  a: ({ localMs }) => (date(localMs).getUTCHours() < 12 ? 'AM' : 'PM'),
  K: ({ localMs }, count) => padded(date(localMs).getUTCHours() % 12, count),
  h: ({ localMs }, count) => padded(date(localMs).getUTCHours() % 12 || 12, count),
  H: ({ localMs }, count) => padded(date(localMs).getUTCHours(), count),
  k: ({ localMs }, count) => padded(date(localMs).getUTCHours() || 24, count),
  m: ({ localMs }, count) => padded(date(localMs).getUTCMinutes(), count),
  s: ({ localMs }, count) => padded(date(localMs).getUTCSeconds(), count),
  S: ({ localMs }, count) =>
    String(date(localMs).getUTCMilliseconds()).padStart(3, '0').padEnd(count, '0').slice(0, count),
  z: (moment, count) => zoneName(moment, count > 3 ? 'long' : 'short'),
  Z: ({ offsetMs, zone }, count) => (count > 2 ? zone : offsetText(offsetMs, count === 2 ? ':' : '')),
};

function date(localMs: number): Date {
  return new Date(localMs);
}

function padded(value: number, count: number): string {
  return String(value).padStart(count, '0');
}

/** Two letters are the last two digits, as in Joda-Time. */
function year(value: number, count: number): string {
  return count === 2 ? padded(value % 100, 2) : padded(value, count);
}

/** Monday is 1. */
function weekday(localMs: number): number {
  return date(localMs).getUTCDay() || 7;
}

function dayOfYear(localMs: number): number {
  return Math.floor((localMs - Date.UTC(date(localMs).getUTCFullYear(), 0, 1)) / dayMs) + 1;
}

/** Of ISO 8601: the week belongs to the year that has its Thursday. */
function week(localMs: number): { readonly year: number; readonly week: number } {
  const thursdayMs = localMs + (4 - weekday(localMs)) * dayMs;
  return {
    year: date(thursdayMs).getUTCFullYear(),
    week: Math.floor((dayOfYear(thursdayMs) - 1) / 7) + 1,
  };
}

function named({ localMs, locale }: LocalMoment, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(localMs);
}

function zoneName({ localMs, offsetMs, zone, locale }: LocalMoment, timeZoneName: 'long' | 'short'): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName }).formatToParts(
    localMs - offsetMs,
  );
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}

function offsetText(offsetMs: number, separator: string): string {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  return `${offsetMs < 0 ? '-' : '+'}${padded(Math.floor(minutes / 60), 2)}${separator}${padded(minutes % 60, 2)}`;
}
