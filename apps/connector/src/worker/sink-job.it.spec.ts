import { createTopic } from '@payments/kafka';
import { eventually, KafkaFaultProxy, testStack, unique } from '@payments/testing';
import { afterEach, describe, expect, it } from 'vitest';
import type { RawConfig } from '../config/config-def.ts';
import { LedgerSink } from '../testing/ledger-sink.ts';
import { asText, eventuallyIs, type TestWorker, WorkerCluster } from '../testing/worker-cluster.ts';

const clusters: WorkerCluster[] = [];
const proxies: KafkaFaultProxy[] = [];

afterEach(async () => {
  for (const proxy of proxies) proxy.heal();
  await Promise.all(clusters.splice(0).map((cluster) => cluster.close()));
  await Promise.all(proxies.splice(0).map((proxy) => proxy.stop()));
});

function newCluster(sink: LedgerSink): WorkerCluster {
  const cluster = new WorkerCluster([sink]);
  clusters.push(cluster);
  return cluster;
}

async function newTopic({ kafka }: WorkerCluster, name = unique('entries')): Promise<string> {
  await createTopic(kafka, { name, partitions: 4 });
  return name;
}

async function createLedger({ cluster }: TestWorker, config: RawConfig): Promise<string> {
  const name = unique('ledger');
  await cluster.create(name, { name, 'connector.class': 'Ledger', ...asText, ...config });
  return name;
}

function numbers(count: number, first = 0): string[] {
  return Array.from({ length: count }, (_, index) => `${first + index}`);
}

describe('the tasks of a sink', () => {
  it('share the partitions, and commit with what the sink notes beside', async () => {
    const sink = new LedgerSink();
    const cluster = newCluster(sink);
    const worker = await cluster.start();
    const topic = await newTopic(cluster);
    const name = await createLedger(worker, { topics: topic, 'tasks.max': '2' });
    await eventuallyIs(worker, name, 'RUNNING', 2);
    await cluster.send(topic, numbers(1_000));
    await eventually(() => sink.values.length >= 1_000);
    expect(sink.values).toEqual(numbers(1_000).toSorted());
    await worker.cluster.restart(name, { includeTasks: true, onlyFailed: false });
    const openedBefore = sink.opened.length;
    await eventually(() => sink.opened.length >= openedBefore + 4);
    for (const { position, topic: of, partition } of sink.opened.slice(-4))
      expect(position.metadata).toBe(`${position.offset} of ${of}[${partition}]`);
    expect(sink.values).toHaveLength(1_000);
  });

  it('open a partition again that fails, say so, and the other partitions go on', async () => {
    const sink = new LedgerSink();
    const cluster = newCluster(sink);
    const worker = await cluster.start();
    const topic = await newTopic(cluster);
    let isBroken = true;
    sink.beforePut = ({ partition }) => {
      if (isBroken && partition === 2) throw new Error('No ink.');
    };
    const name = await createLedger(worker, { topics: topic });
    await cluster.send(topic, numbers(400));
    await eventually(() => worker.cluster.status(name).tasks[0]?.state === 'FAILED');
    const [task] = worker.cluster.status(name).tasks;
    expect(task?.trace).toContain(`${topic}[2] failed.; caused by Error: No ink.`);
    const inOthers = (): number => sink.values.length;
    await eventually(() => [...sink.committed.keys()].length === 3);
    await eventually(() => Number(worker.cluster.status(name).tasks[0]?.lag) + inOthers() === 400);
    isBroken = false;
    await eventuallyIs(worker, name, 'RUNNING');
    await eventually(() => sink.values.length === 400);
    expect(new Set(sink.values).size).toBe(400);
  });

  it('pass over what they may, and keep it among the dead letters, byte for byte', async () => {
    const sink = new LedgerSink();
    const cluster = newCluster(sink);
    const worker = await cluster.start();
    const [topic, dead] = [await newTopic(cluster), unique('dead')];
    sink.refuses = (value) => (value as { n?: number }).n === 7;
    const name = await createLedger(worker, {
      topics: topic,
      'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
      'value.converter.schemas.enable': 'false',
      'errors.tolerance': 'all',
      'errors.deadletterqueue.topic.name': dead,
      'errors.deadletterqueue.context.headers.enable': 'true',
    });
    const values = [...numbers(10).map((n) => `{"n":${n}}`), 'not { json', '{"n":'];
    await cluster.send(topic, values);
    await eventually(() => sink.values.length === 9);
    const letters = await eventually(async () => {
      const found = await cluster.values(dead);
      return found.length === 3 && found;
    });
    expect(letters.toSorted()).toEqual(['not { json', '{"n":', '{"n":7}'].toSorted());
    await eventuallyIs(worker, name, 'RUNNING');
  });

  it('fail on what they may not pass over, and go no further in that partition', async () => {
    const sink = new LedgerSink();
    const cluster = newCluster(sink);
    const worker = await cluster.start();
    const topic = await newTopic(cluster);
    sink.refuses = (value) => value === 'bad';
    const name = await createLedger(worker, { topics: topic });
    await cluster.send(topic, ['bad']);
    await eventually(() => worker.cluster.status(name).tasks[0]?.state === 'FAILED');
    expect(worker.cluster.status(name).tasks[0]?.trace).toMatch(/record .*@0 failed in TASK_PUT/);
    expect(sink.values).toEqual([]);
    sink.refuses = () => false;
    const openedBefore = sink.opened.length;
    await worker.cluster.restart(name, { includeTasks: true, onlyFailed: true });
    await eventually(() => sink.opened.length >= openedBefore + 4);
    await eventually(() => sink.values.join() === 'bad');
  });

  it('wait for topics that are not there, take up new ones that match, and go on without those that are removed', async () => {
    const sink = new LedgerSink();
    const cluster = newCluster(sink);
    const worker = await cluster.start();
    const prefix = unique('tea');
    const name = await createLedger(worker, { 'topics.regex': `${prefix}\\..*` });
    await eventuallyIs(worker, name, 'RUNNING');
    await eventually(() => worker.cluster.status(name).tasks[0]?.doing?.startsWith('waiting for a topic'));
    const first = await newTopic(cluster, `${prefix}.black`);
    await cluster.send(first, ['assam']);
    await eventually(() => sink.values.length === 1);
    const second = await newTopic(cluster, `${prefix}.green`);
    await cluster.send(second, ['sencha']);
    await eventually(() => sink.values.length === 2);
    await eventually(() => worker.cluster.topics(name).length === 2);
    expect(worker.cluster.topics(name)).toEqual([first, second]);
    await cluster.kafka.withAdmin((admin) => admin.deleteTopics({ topics: [second] }));
    await cluster.send(first, ['darjeeling']);
    await eventually(() => sink.values.length === 3);
    await eventually(() => worker.cluster.status(name).tasks[0]?.doing === `reading ${first}`);
    await cluster.send(first, ['nilgiri']);
    await eventually(() => sink.values.length === 4);
  });

  it('commit no more once the group has gone on without them', async () => {
    const sink = new LedgerSink();
    const cluster = newCluster(sink);
    const proxy = await KafkaFaultProxy.start(testStack().kafka);
    proxies.push(proxy);
    const zombie = await cluster.start({ brokers: proxy.brokers, sessionTimeoutMs: 6_000 });
    const topic = await newTopic(cluster);
    const name = await createLedger(zombie, { topics: topic });
    await cluster.send(topic, numbers(100));
    await eventually(() => sink.values.length === 100);
    const before = [...sink.opened];
    proxy.cut();
    const heir = await cluster.start({ sessionTimeoutMs: 6_000 });
    await eventually(() => sink.opened.length >= before.length + 4, { timeoutMs: 30_000 });
    await cluster.send(topic, numbers(100, 100));
    await eventually(() => sink.values.length === 200, { timeoutMs: 30_000 });
    proxy.heal();
    for (const partition of before)
      await expect(partition.commit({ offset: 0, metadata: 'zombie' })).rejects.toThrow(
        /given up|without us/,
      );
    expect(sink.values).toEqual(numbers(200).toSorted());
    await eventually(() => heir.cluster.status(name).tasks[0]?.state === 'RUNNING');
  });
});
