import { eventIds } from '@payments/contracts';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../stack/failure.ts';
import { readCommand } from './kafka-tools.ts';
import {
  type DecidedPayment,
  limitOf,
  type ListedNotification,
  notificationsOf,
  pay,
} from './services-client.ts';
import type { Stage } from './stage.ts';

const order = { merchantId: 'chai-point', amount: 12_500, currency: 'INR' };
const pollMs = 50;
const notificationTimeoutMs = 15_000;

/** One user pays eleven times: ten are approved, the eleventh is rejected, and the user is notified. */
export async function elevenPayments(stage: Stage, name = 'asha'): Promise<void> {
  const { narrator, platform, userName } = stage;
  const userId = userName(name);
  const [api, notifications] = [platform.service('payments-api').url, platform.service('notifications').url];
  const limit = await limitOf(api, userId);
  narrator.chapter(`One user pays ${limit + 1} times`);
  narrator.say(`${userId} pays ₹125.00 to chai-point, again and again. ${limit} payments a day are allowed.`);
  narrator.say('');
  const payments: DecidedPayment[] = [];
  for (let number = 1; number <= limit + 1; number += 1) payments.push(await payOnce(stage, userId, number));
  if (payments[0]?.day !== payments[limit]?.day) {
    narrator.say('Midnight has passed meanwhile, and a new day has a limit of its own. Once more:');
    return elevenPayments(stage, 'ravi');
  }

  const statuses = payments.map(({ status }) => status);
  if (statuses.slice(0, limit).some((status) => status !== 'approved') || statuses[limit] !== 'rejected')
    throw new Failure(
      `${limit} approved payments and a rejected one were expected, not: ${statuses.join(', ')}.`,
    );
  const notification = await notificationOf(notifications, userId);
  const eleventh = payments[limit]?.id ?? '';
  const exceeded = await stage.watch.placeOf(eventIds.limitExceeded(eleventh));
  narrator.say('');
  narrator.say(`${limit} are approved, the last one is rejected. limit-check told so in ${exceeded}, and`);
  narrator.say(`notifications told ${userId}: “${notification.message}”`);
  narrator.look([
    `curl -s '${api}/v1/payments?userId=${userId}'`,
    `curl -s ${api}/v1/users/${userId}/limit`,
    `curl -s ${notifications}/v1/users/${userId}/notifications`,
    readCommand(platform, exceeded),
  ]);
}

async function payOnce(stage: Stage, userId: string, number: number): Promise<DecidedPayment> {
  const { narrator, platform, watch, acknowledged } = stage;
  const key = `${userId}-${number}`;
  const sentAtMs = Date.now();
  const payment = await pay(platform.service('payments-api').url, { ...order, key, userId });
  const acknowledgedAtMs = Date.now();
  acknowledged.push({ ...order, key, userId, id: payment.id, day: payment.day, sentAtMs, acknowledgedAtMs });
  const place = await watch.placeOf(eventIds.decided(payment.id));
  const why = payment.reason === null ? '' : `  ${payment.reason}`;
  const took = `${acknowledgedAtMs - sentAtMs} ms`;
  narrator.say(
    `${String(number).padStart(2)}  ${payment.id}  ${payment.status}  ${took.padStart(8)}  ${place}${why}`,
  );
  return payment;
}

async function notificationOf(url: string, userId: string): Promise<ListedNotification> {
  const deadline = performance.now() + notificationTimeoutMs;
  for (;;) {
    const [notification, ...others] = await notificationsOf(url, userId);
    if (notification !== undefined && others.length === 0) return notification;
    if (others.length > 0) throw new Failure(`${userId} has ${others.length + 1} notifications, not one.`);
    if (performance.now() > deadline)
      throw new Failure(`${userId} was not notified within ${notificationTimeoutMs / 1_000} s.`);
    await pause(pollMs);
  }
}
