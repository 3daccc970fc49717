import {
  eventually,
  type Fault,
  KafkaFaultProxy,
  type LostAnswer,
  testStack,
  unique,
} from '@payments/testing';
import { TransactionalProducer } from '@payments/kafka';
import { afterEach, describe, expect, it } from 'vitest';
import type { RawConfig } from '../config/config-def.ts';
import { counted, CounterSource } from '../testing/counter-source.ts';
import { asText, eventuallyIs, type TestWorker, WorkerCluster } from '../testing/worker-cluster.ts';

const clusters: WorkerCluster[] = [];
const proxies: KafkaFaultProxy[] = [];

afterEach(async () => {
  for (const proxy of proxies) proxy.heal();
  await Promise.all(clusters.splice(0).map((cluster) => cluster.close()));
  await Promise.all(proxies.splice(0).map((proxy) => proxy.stop()));
});

function newCluster(source: CounterSource): WorkerCluster {
  const cluster = new WorkerCluster([source]);
  clusters.push(cluster);
  return cluster;
}

async function newProxy(): Promise<KafkaFaultProxy> {
  const proxy = await KafkaFaultProxy.start(testStack().kafka);
  proxies.push(proxy);
  return proxy;
}

async function createCounter(
  { cluster }: TestWorker,
  config: RawConfig = {},
): Promise<{ name: string; topic: string }> {
  const [name, topic] = [unique('counter'), unique('counted')];
  await cluster.create(name, {
    name,
    'connector.class': 'Counter',
    topic,
    count: '300',
    ...asText,
    ...config,
  });
  return { name, topic };
}

describe('the task of a source', () => {
  it('writes each record once, in its order, whichever answers are lost', async () => {
    const proxy = await newProxy();
    const cluster = newCluster(new CounterSource());
    const worker = await cluster.start({ brokers: proxy.brokers });
    const id = unique('lost');
    const lose = (api: LostAnswer['api'], nth: number): Fault =>
      proxy.lose({ api, containing: id, nth, how: 'disconnect' });
    // A fault does not count what another one has lost.
    const faults = [lose('Produce', 2), lose('Produce', 4)];
    for (const nth of [8, 10, 12, 12]) faults.push(lose('EndTxn', nth));
    // What this worker knows of offsets is old when the task begins again.
    proxy.lose({ api: 'Fetch', containing: cluster.topics.offsets, nth: 10, count: 6, how: 'disconnect' });
    const topic = `${id}-topic`;
    await worker.cluster.create(id, {
      name: id,
      'connector.class': 'Counter',
      topic,
      count: '300',
      ...asText,
    });
    await eventually(async () => (await worker.cluster.offsets(id))[0]?.offset?.['next'] === 300);
    expect(faults.map(({ hits }) => hits)).toEqual(faults.map(() => 1));
    expect(await cluster.values(topic)).toEqual(counted(1, 300));
    await eventuallyIs(worker, id, 'RUNNING');
    expect(worker.cluster.status(id).tasks[0]?.restarts).toBeGreaterThan(0);
  });

  it('writes batches that go together in one transaction, with the last of their offsets', async () => {
    const cluster = newCluster(new CounterSource());
    const worker = await cluster.start();
    const { name, topic } = await createCounter(worker, { size: '5', together: '12' });
    await eventually(async () => (await worker.cluster.offsets(name))[0]?.offset?.['next'] === 300);
    expect(await cluster.values(topic)).toEqual(counted(1, 300));
    // Each transaction ends with a marker, which has an offset of its own.
    const [end] = await cluster.kafka.withAdmin((admin) => admin.fetchTopicOffsets(topic));
    expect(end?.high).toBe(String(300 + 300 / (5 * 12)));
  });

  it('is shut out by the one that takes its place, and nothing is lost or doubled', async () => {
    const source = new CounterSource();
    const cluster = newCluster(source);
    const worker = await cluster.start();
    const { name, topic } = await createCounter(worker);
    await eventually(async () => (await worker.cluster.offsets(name))[0]?.offset?.['next'] === 300);
    // Somebody else takes its transactional id, as its successor on another worker does.
    const successor = new TransactionalProducer(cluster.kafka, {
      transactionalId: `connect-${cluster.name}-${name}-0`,
    });
    await successor.open();
    await worker.cluster.patchConfig(name, { other: 'key' });
    await worker.cluster.patchConfig(name, { count: '600' });
    await successor.open();
    await eventually(async () => (await worker.cluster.offsets(name))[0]?.offset?.['next'] === 600);
    await expect(successor.transact({ records: [{ topic, key: null, value: 'zombie' }] })).rejects.toThrow(
      'taken over',
    );
    await successor.close();
    expect(await cluster.values(topic)).toEqual(counted(1, 600));
  });

  it('that fails says why and when it is tried again, and heals by itself', async () => {
    const source = new CounterSource();
    let isBroken = true;
    source.beforeBatch = () => {
      if (isBroken) throw new Error('The counter is jammed; the password is tea-and-biscuits.');
    };
    const worker = await newCluster(source).start();
    const { name } = await createCounter(worker, { 'some.password': 'tea-and-biscuits' });
    await eventually(() => worker.cluster.status(name).tasks[0]?.state === 'FAILED');
    const status = worker.cluster.status(name);
    expect(status.connector.state).toBe('RUNNING');
    expect(status.tasks[0]?.trace).toMatch(
      /^Error: The counter is jammed; the password is \[hidden\]\.\nFailed .*next attempt at 20.*\n\s+at /,
    );
    expect(Date.parse(status.tasks[0]?.next_retry_at ?? '')).toBeGreaterThan(0);
    await eventually(() => (worker.cluster.status(name).tasks[0]?.restarts ?? 0) >= 3);
    isBroken = false;
    await eventuallyIs(worker, name, 'RUNNING');
    expect(worker.cluster.status(name).tasks[0]?.trace).toBeUndefined();
    await eventually(async () => (await worker.cluster.offsets(name))[0]?.offset?.['next'] === 300);
  });

  it('goes on where it was when Kafka comes back, after less than a session and after more', async () => {
    const proxy = await newProxy();
    const source = new CounterSource();
    const cluster = newCluster(source);
    const worker = await cluster.start({ brokers: proxy.brokers, sessionTimeoutMs: 6_000 });
    source.beforeBatch = () => new Promise((resolve) => setTimeout(resolve, 10));
    const { name, topic } = await createCounter(worker, { count: '100000', size: '5' });
    const committed = async (): Promise<number> =>
      Number((await worker.cluster.offsets(name))[0]?.offset?.['next'] ?? 0);
    for (const awayMs of [500, 7_000]) {
      const before = await eventually(committed);
      proxy.cut();
      await new Promise((resolve) => setTimeout(resolve, awayMs));
      proxy.heal();
      await eventually(async () => (await committed()) > before + 100, { timeoutMs: 30_000 });
    }
    await worker.cluster.stop(name);
    await eventuallyIs(worker, name, 'STOPPED', 0);
    // What was under way when it was stopped is finished a moment later.
    await eventually(async () => {
      const values = await cluster.values(topic);
      expect(values).toEqual(counted(1, await committed()));
      return values.length > 0;
    });
  });
});
