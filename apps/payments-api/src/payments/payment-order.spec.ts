import { describe, expect, it } from 'vitest';
import type { Payment } from './payment.ts';
import { batchItemViolations, isIdempotencyKey, isRepetition, orderViolations } from './payment-order.ts';

const order = { userId: 'asha', merchantId: 'chai-point', amount: 12_500, currency: 'INR' };
const pointers = (body: unknown): string[] => orderViolations(body).map(({ pointer }) => pointer);

describe('an order', () => {
  it.each([
    ['the least', { ...order, amount: 1 }],
    ['the most', { ...order, amount: 1e12 }],
    ['a description', { ...order, description: 'two cutting chai' }],
    ['an empty description', { ...order, description: '' }],
    ['140 characters outside the basic plane', { ...order, description: '🫖'.repeat(140) }],
    ['every character a name may have', { ...order, userId: 'Asha.Rao_1@okbank-2' }],
    ['a name of 64 characters', { ...order, userId: 'u'.repeat(64) }],
  ])('may have %s', (_, body) => {
    expect(orderViolations(body)).toEqual([]);
  });

  it.each([
    ['amount', 0],
    ['amount', -1],
    ['amount', 1.5],
    ['amount', 1e13],
    ['amount', '12'],
    ['amount', null],
    ['amount', Infinity],
    ['currency', 'XYZ'],
    ['currency', 'inr'],
    ['currency', 'XAU'],
    ['currency', 'DEM'],
    ['userId', ''],
    ['userId', 'u'.repeat(65)],
    ['userId', 'two words'],
    ['userId', 'आशा'],
    ['userId', 'asha\n'],
    ['merchantId', 7],
    ['description', 'x'.repeat(141)],
    ['description', '🫖'.repeat(141)],
    ['description', null],
    ['description', 'half a \ud83e'],
    ['tip', 100],
  ])('cannot have %s %j', (field, value) => {
    expect(pointers({ ...order, [field]: value })).toEqual([`/${field}`]);
  });

  it.each([null, undefined, 'chai', 7, []])('is not %j', (body) => {
    expect(pointers(body)).toEqual(['']);
  });

  it('says of every field at once what is wrong with it, in words', () => {
    expect(orderViolations({ userId: 'asha', amount: '12', currency: 'INR', 'a/b~c': 1 })).toEqual(
      expect.arrayContaining([
        { pointer: '/merchantId', detail: expect.stringMatching(/^is missing: the merchant who is paid/) },
        { pointer: '/amount', detail: expect.stringMatching(/^must be an integer in minor units/) },
        { pointer: '/a~1b~0c', detail: 'is not a field that is known here' },
      ]),
    );
  });

  it('names a few of very many unknown fields', () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`field${index}`, 1]));
    expect(pointers({ ...order, ...many }).length).toBeLessThanOrEqual(20);
  });

  it('of a batch is pointed at by its place there, and has its key inside', () => {
    expect(batchItemViolations({ ...order, idempotencyKey: 'k-1' }, '/payments/3')).toEqual([]);
    expect(batchItemViolations({ ...order, amount: 0 }, '/payments/3').map(({ pointer }) => pointer)).toEqual(
      ['/payments/3/idempotencyKey', '/payments/3/amount'],
    );
  });
});

describe('an idempotency key', () => {
  it.each(['k', '"quoted"', '~!@#$%^&*()', 'k'.repeat(255)])('may be %j', (key) => {
    expect(isIdempotencyKey(key)).toBe(true);
  });

  it.each(['', 'two words', 'k'.repeat(256), 'schlüssel', 'tab\t', 'line\n'])('cannot be %j', (key) => {
    expect(isIdempotencyKey(key)).toBe(false);
  });
});

describe('a repetition', () => {
  const payment = { ...order, description: null, status: 'approved' } as Payment;
  const again = { ...order, idempotencyKey: 'k-1' };

  it('asks for what the payment is, whatever has become of it', () => {
    expect(isRepetition(again, payment)).toBe(true);
  });

  it.each([{ amount: 12_501 }, { currency: 'USD' }, { merchantId: 'chai-corner' }, { description: '' }])(
    'does not ask for %j instead',
    (other) => {
      expect(isRepetition({ ...again, ...other }, payment)).toBe(false);
    },
  );
});
