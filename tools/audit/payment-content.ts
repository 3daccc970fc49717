/** What a payment says besides its user and day, in the one form in which the audit compares it. */
export function contentOf(payment: { merchantId: string; amount: number; currency: string }): string {
  return `${payment.merchantId} ${payment.amount} ${payment.currency}`;
}
