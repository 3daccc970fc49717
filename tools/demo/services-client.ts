import { Failure } from '../stack/failure.ts';
import type { Order } from '../load/payment-client.ts';

export interface DecidedPayment {
  readonly id: string;
  readonly status: 'pending' | 'approved' | 'rejected';
  readonly reason: string | null;
  readonly day: string;
}

export interface ListedNotification {
  readonly paymentId: string;
  readonly title: string;
  readonly message: string;
}

const answerTimeoutMs = 20_000;
const waitSeconds = 15;
const longestPage = 100;

/** Makes a payment and waits for its decision. */
export async function pay(apiUrl: string, { key, ...order }: Order): Promise<DecidedPayment> {
  const headers = {
    'content-type': 'application/json',
    'idempotency-key': key,
    prefer: `wait=${waitSeconds}`,
  };
  const url = `${apiUrl}/v1/payments`;
  return ask<DecidedPayment>(url, { method: 'POST', headers, body: JSON.stringify(order) });
}

/** The newest notifications of a user, a hundred at most. */
export async function notificationsOf(
  notificationsUrl: string,
  userId: string,
): Promise<readonly ListedNotification[]> {
  const url = `${notificationsUrl}/v1/users/${userId}/notifications?limit=${longestPage}`;
  const { data } = await ask<{ data: readonly ListedNotification[] }>(url);
  return data;
}

/** How many payments a user may make in a day. */
export async function limitOf(apiUrl: string, userId: string): Promise<number> {
  const { limit } = await ask<{ limit: number }>(`${apiUrl}/v1/users/${userId}/limit`);
  return limit;
}

async function ask<Answer>(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(answerTimeoutMs) });
  if (!response.ok)
    throw new Failure(`${init.method ?? 'GET'} ${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}
