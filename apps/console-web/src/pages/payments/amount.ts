const minorDigits = 2;
const mostMinor = 1_000_000_000_000;

/**
 * An amount as a person types it, in minor units; undefined if it is none, or not between 0.01 and what the API takes.
 *
 * @example toMinorUnits('125.5') // 12_550
 */
export function toMinorUnits(typed: string): number | undefined {
  const [, whole, fraction = ''] =
    /^(\d{1,11})(?:\.(\d{1,2}))?$/.exec(typed.trim().replaceAll(',', '')) ?? [];
  if (whole === undefined) return undefined;
  const minor = Number(whole + fraction.padEnd(minorDigits, '0'));
  return minor > 0 && minor <= mostMinor ? minor : undefined;
}
