/** ISO 4217's exponents that are not 2; `Intl` knows what is usual in shops instead, which is not the same for all. */
const exponents = new Map(
  Object.entries({
    0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
    3: 'BHD IQD JOD KWD LYD OMR TND',
    4: 'CLF UYW',
  }).flatMap(([exponent, currencies]) =>
    currencies.split(' ').map((each) => [each, Number(exponent)] as const),
  ),
);
const usualExponent = 2;

/**
 * An amount as a person writes it: `formatMoney(12500, 'INR')` is ₹125.00.
 *
 * @param amountMinor in minor units of the currency
 * @param currency ISO 4217 code
 */
export function formatMoney(amountMinor: number, currency: string): string {
  // As a decimal in words, not divided: it stays exact.
  return formatOf(currency).format(`${amountMinor}E-${exponentOf(currency)}` as `${number}`);
}

/** Making a format takes longer than using it a hundred times; there are as many as ISO 4217 has codes. */
const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string): Intl.NumberFormat {
  const known = formats.get(currency);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat(currency === 'INR' ? 'en-IN' : 'en', {
    style: 'currency',
    currency,
    minimumFractionDigits: exponentOf(currency),
    maximumFractionDigits: exponentOf(currency),
  });
  formats.set(currency, format);
  return format;
}

function exponentOf(currency: string): number {
  return exponents.get(currency) ?? usualExponent;
}
