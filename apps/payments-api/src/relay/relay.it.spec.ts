import { formatPosition } from '@payments/binlog';
import { eventually, KafkaFaultProxy, testStack } from '@payments/testing';
import { connectKafka, partitionFor, ProducerFencedError } from '@payments/kafka';
import type { RowDataPacket } from 'mysql2/promise';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { amountOf, everyPaymentOnce, RelayGround } from '../testing/relay-ground.ts';
import { Publication } from './publication.task.ts';
import type { Published } from './relay-options.ts';
import { parseRelayPosition } from './relay-position.ts';

let ground: RelayGround;

beforeEach(async () => {
  ground = await RelayGround.make();
});

afterEach(() => ground.dispose());

async function becomesActive(relay: { status: { state: string } }): Promise<void> {
  await eventually(() => relay.status.state === 'active', { what: 'an active relay' });
}

describe('the relay', () => {
  it('publishes what is in the table before its first start, and then every payment, in commit order', async () => {
    await ground.insert(500);
    const relay = ground.startRelay();
    await ground.insert(1_000);
    await becomesActive(relay);
    await ground.insert(500);
    expect(await ground.compare()).toEqual(everyPaymentOnce(2_000));
    const records = await ground.published();
    for (const [partition, ofPartition] of Map.groupBy(records, (record) => record.partition)) {
      const amounts = ofPartition.map(amountOf);
      expect(amounts).toEqual(amounts.toSorted((one, other) => one - other));
      for (const { key } of ofPartition) expect(partitionFor(String(key), 6)).toBe(partition);
    }
  });

  it('publishes nothing but insertions of payments that were committed', async () => {
    const relay = ground.startRelay();
    await becomesActive(relay);
    await ground.insert(10);
    await ground.connection.query('BEGIN');
    await ground.insert(5);
    await ground.connection.query('ROLLBACK');
    await ground.connection.query("UPDATE payments SET status = 'approved'");
    await ground.connection.query('CREATE TABLE other (id INT); INSERT INTO other VALUES (1)');
    await ground.insert(10);
    expect(await ground.compare()).toEqual(everyPaymentOnce(20));
  });

  it('puts all that was committed while it rested into the next transaction', async () => {
    let [committed, published] = [0, 0];
    const states: { committed: number; published: number }[] = [];
    const relay = ground.startRelay({
      onPublished: ({ events }) => states.push({ committed, published: (published += events) }),
    });
    await becomesActive(relay);
    await eventually(
      async () => {
        await ground.insert(40, { perCommit: 40 });
        committed += 40;
        return states.length > 12;
      },
      { what: 'several transactions', intervalMs: 10 },
    );
    // Where the transaction before ended, at the tick itself, there was no rest.
    const isComplete = states
      .slice(1)
      .filter((next, index) => next.published >= (states[index]?.committed ?? 0));
    expect(isComplete.length).toBeGreaterThan(states.length / 2);
  });

  it('goes on where another one stopped, also within a transaction larger than one of its own', async () => {
    const first = ground.startRelay();
    await becomesActive(first);
    await ground.insert(100);
    await first.stop();
    await ground.insert(25_000, { perCommit: 25_000 });
    const published: Published[] = [];
    const second = ground.startRelay({ onPublished: (each) => published.push(each) });
    await eventually(() => published.length > 0, { what: 'a part of the large transaction', intervalMs: 1 });
    await second.stop();
    ground.startRelay();
    await ground.insert(100);
    expect(await ground.compare()).toEqual(everyPaymentOnce(25_200));
    // Together with what came before it, a transaction may have twice the 6,000.
    expect(Math.max(...published.map(({ events }) => events))).toBeLessThan(13_000);
  });

  it('loses and repeats nothing when its connections to MySQL are killed and the binlog is rotated', async () => {
    const relay = ground.startRelay();
    await becomesActive(relay);
    let kills = 0;
    for (let round = 0; round < 12; round += 1) {
      await ground.insert(300);
      if (round % 3 === 0) await ground.connection.query('FLUSH BINARY LOGS');
      const [threads] = await ground.connection.query<RowDataPacket[]>(
        `SELECT IS_USED_LOCK(?) AS id UNION
         SELECT MAX(ID) FROM information_schema.PROCESSLIST WHERE COMMAND LIKE 'Binlog Dump%'`,
        [`${ground.options.names.group}.${ground.options.database.database}`.slice(0, 64)],
      );
      const id = threads[round % 2]?.['id'] as number | null;
      if (id === null) continue;
      await ground.connection.query('KILL ?', [id]).catch(() => undefined);
      kills += 1;
    }
    expect(kills).toBeGreaterThan(5);
    expect(await ground.compare()).toEqual(everyPaymentOnce(3_600));
  });

  it.each(['Produce', 'TxnOffsetCommit', 'EndTxn'] as const)(
    'loses and repeats nothing when the answer to %s is lost while payments keep coming',
    async (api) => {
      const proxy = await KafkaFaultProxy.start(testStack().kafka);
      const { log } = ground.options;
      const kafka = connectKafka({
        brokers: proxy.brokers,
        clientId: 'relay-test',
        log,
        requestTimeoutMs: 1_000,
      });
      try {
        const relay = ground.startRelay({ kafka });
        await becomesActive(relay);
        const fault = proxy.lose({
          api,
          containing: ground.options.names.transactionalId,
          nth: 3,
          count: 2,
        });
        for (let round = 0; round < 20; round += 1) {
          await ground.insert(100);
          await eventually(() => relay.status.state === 'active', { timeoutMs: 30_000 });
        }
        await eventually(() => fault.hits === 2, { what: 'two lost answers', timeoutMs: 30_000 });
        expect(await ground.compare()).toEqual(everyPaymentOnce(2_000));
        await relay.stop();
      } finally {
        await proxy.stop();
      }
    },
    90_000,
  );

  it('is refused by Kafka when another one has taken over, whatever it believes of its lease', async () => {
    const before = await Publication.open(ground.options);
    await before.publish([], { state: 'rebuilding', everything: true });
    const after = await Publication.open(ground.options);
    const record = { topic: ground.topic, key: 'asha', value: '{}', timestampMs: 0 };
    const position = { file: 'binlog.000001', offset: 4 };
    const late = before.publish([record], { state: 'streaming', position });
    await expect(late).rejects.toThrow(ProducerFencedError);
    expect(await after.committed()).toEqual({ state: 'rebuilding', everything: true });
    expect(await ground.published()).toEqual([]);
    await Promise.all([before.close(), after.close()]);
  });

  it('commits its position while there are no payments, and what it commits can be continued from', async () => {
    const published: Published[] = [];
    const relay = ground.startRelay({ onPublished: (each) => published.push(each) });
    await becomesActive(relay);
    await ground.insert(3);
    // Else the position after them may be that after everything.
    await eventually(() => published.reduce((sum, { events }) => sum + events, 0) === 3, {
      what: 'the payments',
    });
    await ground.connection.query('CREATE TABLE other (id INT); INSERT INTO other VALUES (1)');
    await eventually(() => published.some(({ events }) => events === 0), {
      what: 'a commit of the position alone',
    });
    await relay.stop();
    const publication = await Publication.open(ground.options);
    const committed = await publication.committed();
    await publication.close();
    expect(committed?.state).toBe('streaming');
    const { position } = committed as Extract<typeof committed, { state: 'streaming' }>;
    expect(position).toMatchObject(published.at(-1)?.position ?? {});
    expect(parseRelayPosition(formatPosition(position))).toEqual(committed);
    ground.startRelay();
    await ground.insert(3);
    expect(await ground.compare()).toEqual(everyPaymentOnce(6));
  });
});
