import { eventually, KafkaFaultProxy, testStack } from '@payments/testing';
import kafkajs from 'kafkajs';
import { afterEach, expect, it } from 'vitest';
import { connectKafka, type KafkaConnection, readCommittedPosition } from '../connection.ts';
import { coordinatorTypes, request } from '../kafkajs/internals.ts';
import { type JoinedGroup, withJoinHooks } from '../kafkajs/joining.ts';
import { TransactionalProducer } from '../producer/transactional-producer.ts';
import { type OutgoingRecord, partitionFor } from '../records.ts';
import { connection, faultsIn, range, recordsOf, TicketOffice } from '../testing/ticket-office.ts';
import { readTopic } from '../topics/read-topic.ts';
import { type Fence, fenceOf, fenceRecord } from './state-store.ts';

const closes: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closes.splice(0).toReversed()) await close();
});

async function ticketOffice(): Promise<TicketOffice> {
  const office = await TicketOffice.open();
  closes.push(() => office.close());
  return office;
}

async function fencesIn(topic: string): Promise<readonly Fence[]> {
  const fences: (Fence | undefined)[] = [];
  await readTopic(connection, topic, (records) => {
    fences.push(...records.map(({ key, value }) => fenceOf(key, value)));
  });
  return fences.filter((fence) => fence !== undefined);
}

/** Has the coordinator take a member for gone, as if it had been silent for too long; it does not know. */
async function dismissMembers(groupId: string): Promise<void> {
  const { groups } = await connection.withAdmin((admin) => admin.describeGroups([groupId]));
  const cluster = connection.createCluster();
  try {
    await cluster.connect();
    const coordinator = await cluster.findGroupCoordinator({
      groupId,
      coordinatorType: coordinatorTypes.GROUP,
    });
    for (const { memberId } of groups[0]?.members ?? [])
      await request(coordinator, 'LeaveGroup', { groupId, memberId });
  } finally {
    await cluster.disconnect();
  }
}

/** A connection that can be disturbed. */
async function throughProxy(requestTimeoutMs?: number): Promise<[KafkaFaultProxy, KafkaConnection]> {
  const proxy = await KafkaFaultProxy.start(testStack().kafka);
  closes.push(() => proxy.stop());
  const { brokers } = proxy;
  const timeout = requestTimeoutMs === undefined ? {} : { requestTimeoutMs };
  return [proxy, connectKafka({ brokers, clientId: 'disturbed', log: connection.log, ...timeout })];
}

/** A transaction that is never ended: its records are in the log, and its owner is gone. */
async function leaveOpen(transactionalId: string, records: readonly OutgoingRecord[]): Promise<void> {
  const [proxy, through] = await throughProxy(500);
  const gone = new TransactionalProducer(through, { transactionalId });
  closes.push(() => gone.close());
  await gone.open();
  const lost = proxy.lose({ api: 'Produce' });
  await expect(gone.transact({ records })).rejects.toThrow('A transaction of');
  expect(lost.hits).toBe(1);
}

it('what a member writes after the group has gone on without it is refused, and done again by whoever is in the group', async () => {
  const office = await ticketOffice();
  await office.staff();
  await office.sell(range(0, 100));
  await recordsOf(office.names.output, 100);
  await dismissMembers(office.name);
  let sold = 100;
  await eventually(
    async () => {
      await office.sell(range(sold, (sold += 20)));
      return office.resets.length > 0;
    },
    { what: 'a transaction to be refused', intervalMs: 10 },
  );
  expect(String(office.resets[0])).toContain('The coordinator is not aware of this member');
  expect(faultsIn(await recordsOf(office.names.output, sold), sold)).toEqual([]);
});

it('a processor whose transactional id is taken over restores its partitions and goes on', async () => {
  const office = await ticketOffice();
  await office.staff();
  await office.sell(range(0, 100));
  await recordsOf(office.names.output, 100);
  const [fence] = await fencesIn(office.names.changelog);
  const usurper = new TransactionalProducer(connection, { transactionalId: fence?.owner ?? '' });
  closes.push(() => usurper.close());
  await usurper.open();
  await office.sell(range(100, 200));
  expect(faultsIn(await recordsOf(office.names.output, 200), 200)).toEqual([]);
  expect(String(office.resets[0])).toContain('ProducerFencedError');
});

it('an owner that left a transaction open is shut out by the next one, which restores what was committed', async () => {
  const office = await ticketOffice();
  const { input, changelog, output } = office.names;
  const first = await office.staff();
  await office.sell(range(0, 100));
  await recordsOf(output, 100);
  await first.stop();
  const key = 'guest-3';
  const partition = partitionFor(key, 6);
  const owner = `${office.name}-gone`;
  await office.producer.send([fenceRecord(changelog, partition, { owner, token: 'its own' })]);
  await leaveOpen(owner, [{ topic: changelog, partition, key, value: '1000' }]);
  const beganMs = performance.now();
  await office.staff();
  // Without being shut out, it would be over when the broker aborts it: after 30 s.
  expect(performance.now() - beganMs).toBeLessThan(10_000);
  await office.sell(range(100, 200));
  expect(faultsIn(await recordsOf(output, 200), 200)).toEqual([]);
  const position = await readCommittedPosition(connection, office.name, input, partition);
  expect(Number(position?.offset)).toBeGreaterThan(0);
});

it('a processor that was cut off while another had its partitions restores them, and doubles nothing', async () => {
  const office = await ticketOffice();
  const { output } = office.names;
  const [proxy, through] = await throughProxy();
  await office.staff({ through });
  await office.sell(range(0, 100));
  await recordsOf(output, 100);
  proxy.cut();
  const other = await office.staff();
  await office.sell(range(100, 200));
  await recordsOf(output, 200);
  await other.stop();
  proxy.heal();
  await office.sell(range(200, 300));
  expect(faultsIn(await recordsOf(output, 300), 300)).toEqual([]);
});

it('positions are taken from a member of the group as it is, and refused from one of an earlier generation', async () => {
  const office = await ticketOffice();
  const topic = office.names.input;
  const group = `${office.name}-readers`;
  const joined: JoinedGroup[] = [];
  const join = async (): Promise<void> => {
    const { assigner } = withJoinHooks(kafkajs.PartitionAssigners.roundRobin, {
      joined: (as) => void joined.push(as),
    });
    const consumer = connection.consumer({
      groupId: group,
      partitionAssigners: [assigner],
      heartbeatInterval: 200,
      maxWaitTimeInMs: 200,
    });
    closes.push(() => consumer.disconnect());
    await consumer.connect();
    await consumer.subscribe({ topics: [topic] });
    await consumer.run({ autoCommit: false, eachBatch: () => Promise.resolve() });
  };
  const producer = new TransactionalProducer(connection, { transactionalId: group });
  closes.push(() => producer.close());
  await producer.open();
  const transact = (member: JoinedGroup | undefined, offset: string) =>
    producer.transact({
      records: [{ topic, key: 'guest', value: offset, partition: 0 }],
      offsets: { group, member, positions: [{ topic, partition: 0, offset }] },
    });

  await join();
  const before = await eventually(() => joined[0]);
  await transact(before, '1');
  await join();
  await eventually(() => joined.length === 3, { what: 'both to be in the second generation' });
  await expect(transact(before, '2')).rejects.toThrow(/generation/);
  await producer.open();
  await transact(joined[1], '3');
  const values = (await recordsOf(topic, 2)).map(({ value }) => String(value));
  expect(values).toEqual(['1', '3']);
  expect((await readCommittedPosition(connection, group, topic, 0))?.offset).toBe('3');
});
