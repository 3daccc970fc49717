const whole = new Intl.NumberFormat('en-IN', { maximumFractionDigits: 0 });
const plain = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** `1,234,567`; takes offsets, which may be longer than a number can hold. */
export function formatCount(count: number | bigint | string): string {
  return plain.format(typeof count === 'string' ? BigInt(count) : count);
}

/** `1.2M`, for where there is little room. */
export function formatShort(count: number | bigint): string {
  return short.format(count);
}

/** A rate per second: `0.4/s`, `1.2K/s`. */
export function formatRate(perSecond: number): string {
  if (perSecond > 0 && perSecond < 0.05) return '<0.1/s';
  return `${short.format(perSecond)}/s`;
}

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;
const bytesPerUnit = 1024;

/** `1.5 MiB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= bytesPerUnit && unit < byteUnits.length - 1) {
    value /= bytesPerUnit;
    unit += 1;
  }
  return `${value.toFixed(unit > 0 && value < 10 ? 1 : 0)} ${byteUnits[unit]}`;
}

/**
 * Minor units as the currency writes them.
 *
 * @example formatMoney(12_500, 'INR') // '₹125.00'
 */
export function formatMoney(amountMinor: number, currency: string): string {
  try {
    const format = new Intl.NumberFormat('en-IN', { style: 'currency', currency });
    const digits = format.resolvedOptions().maximumFractionDigits ?? 0;
    return format.format(amountMinor / 10 ** digits);
  } catch {
    return `${whole.format(amountMinor)} ${currency}`;
  }
}
