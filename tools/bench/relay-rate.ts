import { ensureTopics } from '@payments/kafka';
import { eventually } from '@payments/testing';
import { Relay } from '../../apps/payments-api/dist/relay/relay.task.js';
import { Backlog, backlogRows, warmUpRows } from './backlog.ts';
import { benchTopic } from './bench-topic.ts';
import { type Contestant, contest } from './contest.ts';
import type { Figure } from './figure.ts';
import { benchKafka, errorsOnly, type Ground } from './ground.ts';
import { debeziumVersion, measureDebezium } from './peers/debezium.ts';
import { rateBetween } from './topic-progress.ts';

export const debeziumName = `Debezium ${debeziumVersion}`;

/** Debezium's connector as anyone would run it, over a backlog of its own. */
export function debeziumContestant({ platform }: Ground): Contestant {
  const { kafka, mysql } = platform.stack.addresses;
  return {
    name: debeziumName,
    run: async () => ({ rate: await measureDebezium({ brokers: kafka.brokers, mysql }) }),
  };
}

/** Rows a second from committed in MySQL to committed in Kafka, by the relay of payments-api: as after an outage. */
export async function measureRelay(ground: Ground): Promise<Figure[]> {
  const contestants: Contestant[] = [
    { name: 'relay', run: async () => ({ rate: await relayRate(ground) }) },
    debeziumContestant(ground),
  ];
  const result = await contest(contestants, { rounds: ground.rounds, onRun: ground.say });
  return [
    result.figure('rate', {
      name: 'relay',
      unit: 'rows/s',
      ratios: { [debeziumName]: 2.5 },
      detail: `a backlog of ${backlogRows.toLocaleString('en')} payments, binlog to events; ours exactly once`,
    }),
  ];
}

async function relayRate(ground: Ground): Promise<number> {
  const { mysql } = ground.platform.stack.addresses;
  const kafka = benchKafka(ground);
  const backlog = await Backlog.open(mysql);
  const { database } = backlog;
  const names = { topic: `${database}.requested`, group: database, transactionalId: database };
  await ensureTopics(kafka, [benchTopic(names.topic)]);
  let published = 0;
  const relay = (): Relay =>
    new Relay({
      database: { ...mysql, database },
      kafka,
      log: errorsOnly,
      now: Date.now,
      names,
      onPublished: ({ events }) => (published += events),
    });
  // The place from which the backlog is read is that of the empty table.
  const first = relay();
  first.start();
  await eventually(() => first.status.state === 'active', { what: 'the relay', timeoutMs: 30_000 });
  await first.stop();
  await backlog.write(0, backlogRows);
  const second = relay();
  second.start();
  try {
    return await rateBetween({ from: warmUpRows, to: backlogRows }, () => Promise.resolve(published));
  } finally {
    await second.stop();
    await backlog.drop();
  }
}
