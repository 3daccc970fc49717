import { setTimeout as pause } from 'node:timers/promises';
import { topics } from '@payments/contracts';
import type { Acknowledgement } from '../load/journal.ts';
import { sendPayments } from '../load/send-payments.ts';
import { Failure } from '../stack/failure.ts';
import { limitOf, notificationsOf } from './services-client.ts';
import type { Stage } from './stage.ts';

const users = 20;
const paymentsOfUser = 40;
const payments = users * paymentsOfUser;
const rate = 300;
const showEveryMs = 500;
const pollMs = 50;
const timeoutMs = 60_000;

/** notifications is stopped, payments go on, and on its return it works off what has come meanwhile. */
export async function letterBox(stage: Stage): Promise<void> {
  const { narrator, platform, watch } = stage;
  const service = platform.service('notifications');
  const api = platform.service('payments-api').url;
  narrator.chapter('A consumer goes away, and comes back');
  await service.stop();
  narrator.say(
    `notifications is stopped: its process has ended. ${users} users make ${payments} payments meanwhile, and`,
  );
  narrator.say('most of them are too many. What notifications has to tell of them waits in limits.exceeded:');
  narrator.say('');

  const [decidedBefore, exceededBefore] = [watch.count(decided), watch.count(exceeded)];
  const names = Array.from({ length: users }, (_, index) => stage.userName(`user${index + 1}`));
  const waiting = (): number => watch.count(exceeded) - exceededBefore;
  const show = (count: number): void => narrator.bar('waiting', count, payments);
  const sending = send(stage, names);
  await showUntil(
    () => watch.count(decided) - decidedBefore >= payments,
    () => show(waiting()),
  );
  const expected = tooMany(await sending, await limitOf(api, names[0] ?? ''));
  await showUntil(
    () => waiting() >= expected,
    () => undefined,
  );
  if (waiting() !== expected) throw new Failure(`${expected} payments had to be rejected, not ${waiting()}.`);
  show(expected);
  narrator.say('');
  narrator.say(
    `All ${payments} payments are decided, ${expected} of them rejected. Nobody waited for notifications.`,
  );
  narrator.say('Now it is started again:');
  narrator.say('');

  let told = 0;
  const startedMs = performance.now();
  const starting = service.start();
  await showUntil(
    async () => (told = await countNotifications(service.url, names)) >= expected,
    () => show(expected - told),
  );
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  await starting;
  show(expected - told);
  narrator.say('');
  narrator.say(`All ${expected} have arrived, each once, ${seconds} s after its process was started.`);
  if (told !== expected) throw new Failure(`${expected} notifications were expected, not ${told}.`);
  narrator.look([
    `curl -s '${service.url}/v1/users/${names[0]}/notifications?limit=100'`,
    `curl -s '${api}/v1/payments?userId=${names[0]}&status=rejected'`,
  ]);
}

const decided = topics.paymentsDecided.name;
const exceeded = topics.limitsExceeded.name;

async function send(
  { platform, acknowledged }: Stage,
  names: readonly string[],
): Promise<readonly Acknowledgement[]> {
  const lines: Acknowledgement[] = [];
  const report = await sendPayments({
    url: platform.service('payments-api').url,
    rate,
    payments,
    users,
    userName: (index) => names[index] ?? '',
    journal: (line) => lines.push(line),
  });
  acknowledged.push(...lines);
  if (report.acknowledged !== payments)
    throw new Failure(`Only ${report.acknowledged} of ${payments} payments were acknowledged.`);
  return lines;
}

/** How many payments go beyond the limit of their user and day; the demo may run into midnight. */
function tooMany(lines: readonly Acknowledgement[], limit: number): number {
  const ofUserDays = Map.groupBy(lines, ({ userId, day }) => `${userId} ${day}`);
  return ofUserDays.values().reduce((sum, all) => sum + Math.max(0, all.length - limit), 0);
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
