import { Type } from 'typebox';
import { paymentIdBytes, paymentIdText } from './payment-id.ts';
import { paymentProblems } from './payment-problems.ts';
import type { PaymentStatus } from './payment.ts';

/** Which payments are wanted, newest first. */
export interface PaymentListQuery {
  readonly userId?: string;
  readonly status?: PaymentStatus;
  /** YYYY-MM-DD, in the time zone of the limit. */
  readonly day?: string;
  readonly limit: number;
  /** Only payments older than the one with this id. */
  readonly before?: string;
}

const defaultLimit = 20;
const maxLimit = 100;
const userIdPattern = /^[A-Za-z0-9._@-]{1,64}$/;

/** The parameters of `GET /v1/payments`, for its description. */
export const listQuerySchemas = {
  userId: Type.String({ pattern: userIdPattern.source }),
  status: Type.Enum(['pending', 'approved', 'rejected']),
  day: Type.String({ format: 'date', description: 'Calendar day in the time zone of the limit.' }),
  limit: Type.Integer({ minimum: 1, maximum: maxLimit, default: defaultLimit }),
  cursor: Type.String({ description: 'The nextCursor of the page before; it means nothing else.' }),
};

type Query = Readonly<Record<string, unknown>>;

/** @throws Problem naming the first parameter that is wrong or unknown */
export function listQueryOf(query: Query): PaymentListQuery {
  for (const name of Object.keys(query))
    if (!(name in listQuerySchemas)) throw paymentProblems.parameterInvalid(name, 'is not known here');
  const limit = parameter(query, 'limit', { parse: limitOf, expected: `must be 1 to ${maxLimit}` });
  const before = parameter(query, 'cursor', {
    parse: idOfCursor,
    expected: 'must be the nextCursor of a page',
  });
  return {
    ...parameter(query, 'userId', {
      parse: (userId) => userIdOf(userId) && { userId },
      expected: userIdExpected,
    }),
    ...parameter(query, 'status', { parse: statusOf, expected: 'must be pending, approved or rejected' }),
    ...parameter(query, 'day', { parse: dayOf, expected: 'must be a day such as 2026-11-22' }),
    ...(before === undefined ? {} : { before }),
    limit: limit ?? defaultLimit,
  };
}

export const userIdExpected = 'must be 1 to 64 of the characters A-Z a-z 0-9 . _ @ -';

/** The same text if it can be a user's id. */
export function userIdOf(text: string): string | undefined {
  return userIdPattern.test(text) ? text : undefined;
}

/** A cursor says where to go on, and keeps to itself how. */
export function cursorAfter(id: string): string {
  return paymentIdBytes(id)?.toString('base64url') ?? '';
}

function idOfCursor(cursor: string): string | undefined {
  const bytes = Buffer.from(cursor, 'base64url');
  return bytes.length === 16 && bytes.toString('base64url') === cursor ? paymentIdText(bytes) : undefined;
}

interface Rule<Value> {
  readonly parse: (text: string) => Value | undefined;
  readonly expected: string;
}

function parameter<Value>(query: Query, name: string, rule: Rule<Value>): Value | undefined {
  const text = query[name];
  if (text === undefined) return undefined;
  const value = typeof text === 'string' ? rule.parse(text) : undefined;
  if (value === undefined) throw paymentProblems.parameterInvalid(name, rule.expected);
  return value;
}

function limitOf(text: string): number | undefined {
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return limit >= 1 && limit <= maxLimit ? limit : undefined;
}

function statusOf(text: string): { status: PaymentStatus } | undefined {
  return text === 'pending' || text === 'approved' || text === 'rejected' ? { status: text } : undefined;
}

function dayOf(day: string): { day: string } | undefined {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : NaN;
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day) ? { day } : undefined;
}
