const [msPerSecond, msPerMinute, msPerHour, msPerDay] = [1_000, 60_000, 3_600_000, 86_400_000];

/** How long: `40 ms`, `3.2 s`, `4 min`, `7 h`, `7 days`. */
export function formatDuration(ms: number): string {
  if (ms < msPerSecond) return `${Math.round(ms)} ms`;
  if (ms < msPerMinute) return `${(ms / msPerSecond).toFixed(ms < 10 * msPerSecond ? 1 : 0)} s`;
  if (ms < msPerHour) return `${Math.round(ms / msPerMinute)} min`;
  if (ms < 2 * msPerDay) return `${Math.round(ms / msPerHour)} h`;
  return `${Math.round(ms / msPerDay)} days`;
}

/** How long ago, as a person says it: `just now`, `12 s ago`. A time ahead of the clock is `just now` too. */
export function formatAgo(timeMs: number, nowMs: number): string {
  const age = nowMs - timeMs;
  return age < 2 * msPerSecond ? 'just now' : `${formatDuration(age)} ago`.replace(/\.\d s/, ' s');
}

const clock = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});

/** `16:30:00.123`, in the reader's time zone. */
export function formatClock(timeMs: number): string {
  return clock.format(timeMs);
}

/** `2026-11-22 16:30:00.123`, in the reader's time zone. */
export function formatMoment(timeMs: number): string {
  const date = new Date(timeMs);
  const [year, month, day] = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return `${year}-${pad(month)}-${pad(day)} ${formatClock(timeMs)}`;
}

/** What `<input type="datetime-local">` holds for a time, to the second. */
export function toLocalInput(timeMs: number): string {
  return formatMoment(timeMs).slice(0, 19).replace(' ', 'T');
}

function pad(part: number): string {
  return String(part).padStart(2, '0');
}
