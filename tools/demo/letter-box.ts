import { setTimeout as pause } from 'node:timers/promises';
import { topics } from '@payments/contracts';
import { sendPayments } from '../load/send-payments.ts';
import { Failure } from '../stack/failure.ts';
import { notificationsOf } from './services-client.ts';
import type { Stage } from './stage.ts';

const limit = 10;
const users = 20;
const paymentsOfUser = 40;
const payments = users * paymentsOfUser;
const letters = users * (paymentsOfUser - limit);
const rate = 300;
const showEveryMs = 500;
const pollMs = 50;
const timeoutMs = 60_000;

/** notifications is stopped, payments go on, and on its return it works off what has come meanwhile. */
export async function letterBox(stage: Stage): Promise<void> {
  const { narrator, platform, watch } = stage;
  const service = platform.service('notifications');
  narrator.chapter('A consumer goes away, and comes back');
  await service.stop();
  narrator.say(
    `notifications is stopped: its process has ended. ${users} users make ${payments} payments meanwhile,`,
  );
  narrator.say(
    `and ${letters} of them are too many. What notifications has to tell waits in limits.exceeded:`,
  );
  narrator.say('');

  const decidedBefore = watch.count(topics.paymentsDecided.name);
  const exceededBefore = watch.count(topics.limitsExceeded.name);
  const decided = (): number => watch.count(topics.paymentsDecided.name) - decidedBefore;
  const waiting = (): number => watch.count(topics.limitsExceeded.name) - exceededBefore;
  const names = Array.from({ length: users }, (_, index) => stage.userName(`user${index + 1}`));
  const sending = send(stage, names);
  await showUntil(
    () => decided() >= payments,
    () => narrator.bar('waiting', waiting(), letters),
  );
  await sending;
  if (waiting() !== letters) throw new Failure(`${letters} payments had to be rejected, not ${waiting()}.`);
  narrator.bar('waiting', waiting(), letters);
  narrator.say('');
  narrator.say(
    `All ${payments} payments are decided; nobody waited for notifications. Now it is started again:`,
  );
  narrator.say('');

  let told = 0;
  const startedMs = performance.now();
  const starting = service.start();
  await showUntil(
    async () => (told = await countNotifications(service.url, names)) >= letters,
    () => narrator.bar('waiting', letters - told, letters),
  );
  await starting;
  narrator.bar('waiting', letters - told, letters);
  narrator.say('');
  narrator.say(
    `All ${letters} have arrived, each once, ${((performance.now() - startedMs) / 1_000).toFixed(1)} s after its process was started.`,
  );
  if (told !== letters) throw new Failure(`${letters} notifications were expected, not ${told}.`);
  narrator.look([
    `curl -s '${service.url}/v1/users/${names[0]}/notifications?limit=100'`,
    `curl -s '${platform.service('payments-api').url}/v1/payments?userId=${names[0]}&status=rejected'`,
  ]);
}

async function send({ platform, acknowledged }: Stage, names: readonly string[]): Promise<void> {
  const report = await sendPayments({
    url: platform.service('payments-api').url,
    rate,
    payments,
    users,
    userName: (index) => names[index] ?? '',
    journal: (line) => acknowledged.push(line),
  });
  if (report.acknowledged !== payments)
    throw new Failure(`Only ${report.acknowledged} of ${payments} payments were acknowledged.`);
}

async function countNotifications(url: string, names: readonly string[]): Promise<number> {
  const lists = await Promise.all(names.map((name) => notificationsOf(url, name))).catch(() => []);
  return lists.reduce((sum, list) => sum + list.length, 0);
}

/** Asks until it is so, and shows how far it is every now and then. */
async function showUntil(isDone: () => boolean | Promise<boolean>, show: () => void): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  let shownMs = -Infinity;
  while (!(await isDone())) {
    const nowMs = performance.now();
    if (nowMs > deadline) throw new Failure(`That has not happened within ${timeoutMs / 1_000} s.`);
    if (nowMs - shownMs >= showEveryMs) {
      shownMs = nowMs;
      show();
    }
    await pause(pollMs);
  }
}
