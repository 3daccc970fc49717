import { ensureTopics } from '@payments/kafka';
import { eventually } from '@payments/testing';
import { Relay } from '../../apps/payments-api/dist/relay/relay.task.js';
import { Backlog, backlogRows, measuredRows } from './backlog.ts';
import { benchTopic } from './bench-topic.ts';
import { besideDebezium, debeziumName } from './debezium-contest.ts';
import type { Figure } from './figure.ts';
import { benchKafka, errorsOnly, type Ground } from './ground.ts';
import { rateBetween } from './topic-progress.ts';

/** Rows a second from committed in MySQL to committed in Kafka, by the relay of payments-api: as after an outage. */
export function measureRelay(ground: Ground): Promise<Figure[]> {
  const ours = { name: 'relay', rate: () => relayRate(ground) };
  return besideDebezium(ground, ours, {
    name: 'relay',
    unit: 'rows/s',
    ratios: { [debeziumName]: 2.5 },
    detail: `a backlog of ${backlogRows.toLocaleString('en')} payments, binlog to events; ours exactly once`,
  });
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
    return await rateBetween(measuredRows, () => Promise.resolve(published));
  } finally {
    await second.stop();
    await backlog.drop();
  }
}
