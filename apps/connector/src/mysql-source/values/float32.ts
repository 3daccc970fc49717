const mostDigits = 9;

/**
 * The number with the fewest digits that a FLOAT keeps as the same bits: 0.1 for what is, as a double, 0.10000000149011612. It is what
 * MySQL and Java print, and it loses nothing.
 */
export function shortestFloat(value: number): number {
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return value;
  for (let precision = 1; precision < mostDigits; precision++) {
    const shorter = Number(value.toPrecision(precision));
    if (Math.fround(shorter) === Math.fround(value)) return shorter;
  }
  return Number(value.toPrecision(mostDigits));
}
