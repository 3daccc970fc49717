import { setTimeout as pause } from 'node:timers/promises';
import { topics } from '@payments/contracts';
import { connectKafka } from '@payments/kafka';
import { sendPayments } from '../load/send-payments.ts';
import type { Region } from '../platform/running-platform.ts';
import { Failure } from '../stack/failure.ts';
import { showUntil } from './show-until.ts';
import type { Stage } from './stage.ts';

const [rate, seconds, users] = [100, 30, 300];
const payments = rate * seconds;
/** Payments made before the region is killed, and before it is brought back. */
const [killedAt, startedAt] = [rate * 3, rate * 20];
const pollMs = 200;

/** The broker of one region is killed while payments are made, and brought back while they go on. */
export async function lostRegion(stage: Stage, regions: readonly Region[]): Promise<void> {
  const { narrator } = stage;
  const lost = regions[1];
  if (lost === undefined) throw new RangeError('There is one region only.');
  narrator.chapter('A region goes away, and payments go on');
  narrator.say(
    `There is a broker in each of ${regions.map(({ name }) => name).join(', ')}. Every record is in all of them, and is`,
  );
  narrator.say(
    `acknowledged once two have it. ${rate} payments a second are made, and then ${lost.name} is killed:`,
  );
  narrator.say('');
  let acknowledged = 0;
  const sending = sendPayments({
    url: stage.platform.service('payments-api').url,
    rate,
    payments,
    users,
    userName: (index) => stage.userName(`traveller${index + 1}`),
    journal: (line) => {
      acknowledged += 1;
      stage.acknowledged.push(line);
    },
  });
  const until = (count: number): Promise<void> =>
    showUntil({
      isDone: () => acknowledged >= count,
      value: () => Math.floor(acknowledged / rate) * rate,
      show: (value) => narrator.bar('acknowledged', value, payments),
    });
  await until(killedAt);
  await lost.kill();
  narrator.say(`${lost.name} is gone: its broker was killed, without a word to the others.`);
  await until(startedAt);
  await lost.start();
  narrator.say(`${lost.name} is back, and reads what it has missed from the others.`);
  const report = await sending;
  if (report.acknowledged !== payments)
    throw new Failure(`Only ${report.acknowledged} of ${payments} payments were acknowledged.`);
  await everywhere(stage, regions.length);
  narrator.say('');
  narrator.say(
    `All ${payments.toLocaleString('en')} payments are acknowledged, and every record is in ${regions.length} regions again.`,
  );
}

/** Resolves once every partition of the payments' topics has as many copies in step as there are regions. */
async function everywhere({ platform }: Stage, copies: number): Promise<void> {
  const kafka = connectKafka({ ...platform.stack.addresses.kafka, clientId: 'demo', log: silent });
  const names = Object.values(topics).map(({ name }) => name);
  await showUntil({
    isDone: async () => {
      const found = await kafka.withAdmin((admin) => admin.fetchTopicMetadata({ topics: names }));
      await pause(pollMs);
      return found.topics.every(({ partitions }) => partitions.every(({ isr }) => isr.length >= copies));
    },
    value: () => 0,
    show: () => undefined,
  });
}

const silent = { log: () => undefined, warn: () => undefined, error: () => undefined };
