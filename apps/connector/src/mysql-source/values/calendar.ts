/** Reads dates and times as MySQL prints them, digit by digit: this runs for every row. */

const zero = 48;
const msPerDay = 86_400_000;
const daysPerEra = 146_097;
/** From the first day of the era that begins in the year 0 to the first of January 1970. */
const daysToEpoch = 719_468;

/** Days since the epoch of `2026-11-22`; undefined for a date that is none, as `0000-00-00` and `2026-11-00` are. */
export function daysOf(text: string): number | undefined {
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  if (month === 0 || day === 0) return undefined;
  // Years begin in March, so that a leap day is the last of its year.
  const shifted = month > 2 ? year : year - 1;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * daysPerEra + dayOfEra - daysToEpoch;
}

/** Milliseconds since the epoch of `2026-11-22 16:30:00.123`, taken for UTC; undefined for a date that is none. */
export function msOf(text: string): number | undefined {
  const days = daysOf(text);
  if (days === undefined) return undefined;
  return days * msPerDay + secondsOfDay(text, 11) * 1_000 + fraction(text, 19, 3);
}

/** Microseconds below the millisecond of the same text, 0 to 999. */
export function microsBelowMs(text: string): number {
  return fraction(text, 19, 6) % 1_000;
}

/** Microseconds of `-838:59:59.000000`, which may be negative and longer than a day. */
export function microsOfTime(text: string): number {
  const negative = text.charCodeAt(0) === 45;
  const start = negative ? 1 : 0;
  const colon = text.indexOf(':', start);
  const hours = digits(text, start, colon - start);
  const seconds = hours * 3_600 + digits(text, colon + 1, 2) * 60 + digits(text, colon + 4, 2);
  const micros = seconds * 1_000_000 + fraction(text, colon + 6, 6);
  return negative ? -micros : micros;
}

function secondsOfDay(text: string, start: number): number {
  return digits(text, start, 2) * 3_600 + digits(text, start + 3, 2) * 60 + digits(text, start + 6, 2);
}

/** What follows the point at an offset, as if it had so many digits. */
function fraction(text: string, point: number, width: number): number {
  let value = 0;
  for (let index = 1; index <= width; index++) {
    const code = text.charCodeAt(point + index);
    value = value * 10 + (Number.isNaN(code) ? 0 : code - zero);
  }
  return value;
}

function digits(text: string, start: number, count: number): number {
  let value = 0;
  for (let index = start; index < start + count; index++) value = value * 10 + text.charCodeAt(index) - zero;
  return value;
}
