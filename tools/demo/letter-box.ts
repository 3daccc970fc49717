import { topics } from '@payments/contracts';
import type { Acknowledgement } from '../load/journal.ts';
import { sendPayments } from '../load/send-payments.ts';
import { Failure } from '../stack/failure.ts';
import { lagCommand } from './kafka-tools.ts';
import { limitOf, notificationsOf } from './services-client.ts';
import { showUntil } from './show-until.ts';
import type { Stage } from './stage.ts';

const users = 20;
const paymentsOfUser = 40;
const payments = users * paymentsOfUser;
const rate = 300;
const decided = topics.paymentsDecided.name;
const exceeded = topics.limitsExceeded.name;

/** notifications is stopped, payments go on, and on its return it works off what has come meanwhile. */
export async function letterBox(stage: Stage): Promise<void> {
  const { narrator, platform } = stage;
  const names = Array.from({ length: users }, (_, index) => stage.userName(`user${index + 1}`));
  narrator.chapter('A consumer goes away, and comes back');
  await platform.service('notifications').stop();
  narrator.say(
    `notifications is stopped: its process has ended. Meanwhile ${users} users make ${payments} payments,`,
  );
  narrator.say('most of them too many. What notifications has to tell of them waits in limits.exceeded:');
  narrator.say('');
  const letters = await collect(stage, names);
  narrator.say('');
  narrator.say(
    `All ${payments} payments are decided, ${letters} of them rejected. Nobody waited for notifications.`,
  );
  narrator.say('Now it is started again:');
  narrator.say('');
  await workOff(stage, names, letters);
  narrator.look([
    `curl -s '${platform.service('notifications').url}/v1/users/${names[0]}/notifications?limit=100'`,
    `curl -s '${platform.service('payments-api').url}/v1/payments?userId=${names[0]}&status=rejected'`,
    lagCommand(platform, 'notifications'),
  ]);
}

/** Returns how many notifications are due once all payments are decided. */
async function collect(stage: Stage, names: readonly string[]): Promise<number> {
  const { narrator, watch, platform } = stage;
  const before = { decided: watch.count(decided), exceeded: watch.count(exceeded) };
  const waiting = (): number => watch.count(exceeded) - before.exceeded;
  const sending = send(stage, names);
  await Promise.all([
    sending,
    showUntil({
      isDone: () => watch.count(decided) - before.decided >= payments,
      value: waiting,
      show: (value) => narrator.bar('waiting', value, payments),
    }),
  ]);
  const due = tooMany(await sending, await limitOf(platform.service('payments-api').url, names[0] ?? ''));
  await showUntil({ isDone: () => waiting() >= due, value: waiting, show: () => undefined });
  if (waiting() !== due) throw new Failure(`${due} payments had to be rejected, not ${waiting()}.`);
  return due;
}

async function workOff({ narrator, platform }: Stage, names: readonly string[], due: number): Promise<void> {
  const service = platform.service('notifications');
  const startedMs = performance.now();
  let told = 0;
  await Promise.all([
    service.start(),
    showUntil({
      isDone: async () => (told = await countNotifications(service.url, names)) >= due,
      value: () => due - told,
      show: (value) => narrator.bar('waiting', value, payments),
    }),
  ]);
  if (told !== due) throw new Failure(`${due} notifications were expected, not ${told}.`);
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  narrator.say('');
  narrator.say(`All ${due} have arrived, each once, ${seconds} s after its process was started.`);
}

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

/** 0 while the service does not answer. */
async function countNotifications(url: string, names: readonly string[]): Promise<number> {
  const lists = await Promise.all(names.map((name) => notificationsOf(url, name))).catch(() => []);
  return lists.reduce((sum, list) => sum + list.length, 0);
}
