import { eventIds } from '@payments/contracts';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../stack/failure.ts';
import { readCommand } from './kafka-tools.ts';
import { type DecidedPayment, type ListedNotification, notificationsOf, pay } from './services-client.ts';
import type { Stage } from './stage.ts';

const limit = 10;
const order = { merchantId: 'chai-point', amount: 12_500, currency: 'INR' };
const pollMs = 50;
const notificationTimeoutMs = 15_000;

/** One user pays eleven times: ten are approved, the eleventh is rejected, and the user is notified. */
export async function elevenPayments(stage: Stage): Promise<void> {
  const { narrator, platform, userName } = stage;
  const userId = userName('asha');
  const [api, notifications] = [platform.service('payments-api').url, platform.service('notifications').url];
  narrator.chapter('One user pays eleven times');
  narrator.say(`${userId} pays ₹125.00 to chai-point, again and again. Ten payments a day are allowed.`);
  narrator.say('');
  const payments: DecidedPayment[] = [];
  for (let number = 1; number <= limit + 1; number += 1) payments.push(await payOnce(stage, userId, number));

  const statuses = payments.map(({ status }) => status);
  if (statuses.slice(0, limit).some((status) => status !== 'approved') || statuses[limit] !== 'rejected')
    throw new Failure(`Ten approved payments and a rejected one were expected, not: ${statuses.join(', ')}.`);
  const notification = await notificationOf(notifications, userId);
  const eleventh = payments[limit]?.id ?? '';
  const exceeded = await stage.watch.placeOf(eventIds.limitExceeded(eleventh));
  narrator.say('');
  narrator.say(`Ten are approved, the eleventh is rejected. limit-check told so in ${exceeded}, and`);
  narrator.say(`notifications told ${userId}: “${notification.message}”`);
  narrator.look([
    `curl -s '${api}/v1/payments?userId=${userId}'`,
    `curl -s ${api}/v1/users/${userId}/limit`,
    `curl -s ${notifications}/v1/users/${userId}/notifications`,
    await readCommand(platform.stack.kafka.brokers, exceeded),
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
  const why = payment.reason === null ? '' : ` (${payment.reason})`;
  const took = `${acknowledgedAtMs - sentAtMs} ms`;
  narrator.say(
    `${String(number).padStart(2)}  ${payment.id}  ${payment.status}${why}  ${took.padStart(6)}  ${place}`,
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
