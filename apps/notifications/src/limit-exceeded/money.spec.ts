import { describe, expect, it } from 'vitest';
import { formatMoney } from './money.ts';

describe('money for a person', () => {
  it.each([
    [12_500, 'INR', '₹125.00'],
    [1, 'INR', '₹0.01'],
    [1_000_000_000_000, 'INR', '₹10,00,00,00,000.00'],
    [12_500, 'JPY', '¥12,500'],
    [12_500, 'KWD', 'KWD 12.500'],
    [12_500, 'IQD', 'IQD 12.500'],
    [12_345, 'CLF', 'CLF 1.2345'],
    [999, 'USD', '$9.99'],
    [100, 'XYZ', 'XYZ 1.00'],
  ])('%i minor units of %s are %s', (amountMinor, currency, expected) => {
    expect(formatMoney(amountMinor, currency).replaceAll('\u00a0', ' ')).toBe(expected);
  });
});
