import { Type } from 'typebox';

/** Fields that several events share. Money is an integer in minor units: 12500 INR is 125 rupees. */
export const userId = Type.String({ pattern: '^[A-Za-z0-9._@-]{1,64}$' });
export const merchantId = Type.String({ pattern: '^[A-Za-z0-9._@-]{1,64}$' });
export const paymentId = Type.String({
  format: 'uuid',
  description: 'UUIDv7, made once when the payment is accepted.',
});
export const amount = Type.Integer({
  minimum: 1,
  maximum: 1e12,
  description: 'Minor units of the currency.',
});
export const currency = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217.' });
export const day = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}$',
  description: 'The calendar day the payment counts for, in the time zone of the limit.',
});
export const limit = Type.Integer({ minimum: 0, description: 'Approved payments a user may make in a day.' });

/** What every event about a payment carries, so that no reader has to ask another service. */
export const paymentFields = { paymentId, userId, merchantId, amount, currency, day };
