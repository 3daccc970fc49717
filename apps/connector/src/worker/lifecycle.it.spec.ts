import { createTopic } from '@payments/kafka';
import { eventually, unique } from '@payments/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../config/read-config.ts';
import { counted, CounterSource } from '../testing/counter-source.ts';
import { LedgerSink } from '../testing/ledger-sink.ts';
import { asText, eventuallyIs, type TestWorker, WorkerCluster } from '../testing/worker-cluster.ts';
import { InvalidOffsetsError, NotStoppedError, UnknownConnectorError } from './connect-cluster.errors.ts';

const source = new CounterSource();
const sink = new LedgerSink();
const cluster = new WorkerCluster([source, sink]);
let worker: TestWorker;

beforeAll(async () => {
  worker = await cluster.start();
});
afterAll(() => cluster.close());

async function createCounter(
  config: Record<string, string> = {},
  options: Parameters<TestWorker['cluster']['create']>[2] = {},
): Promise<string> {
  const name = unique('life');
  const all = {
    name,
    'connector.class': 'Counter',
    topic: `${name}-topic`,
    count: '50',
    ...asText,
    ...config,
  };
  await worker.cluster.create(name, all, options);
  return name;
}

async function next(name: string): Promise<unknown> {
  return (await worker.cluster.offsets(name))[0]?.offset?.['next'];
}

function madeFor(name: string): number {
  return source.made.filter((task) => task.startsWith(name)).length;
}

describe('a connector', () => {
  it('is paused, resumed, stopped and goes on where it was', async () => {
    const name = await createCounter({ 'tasks.max': '2' });
    await eventuallyIs(worker, name, 'RUNNING', 2);
    await eventually(async () => (await next(name)) === 50);
    await worker.cluster.pause(name);
    await eventuallyIs(worker, name, 'PAUSED', 2);
    await worker.cluster.patchConfig(name, { count: '60' });
    await eventuallyIs(worker, name, 'PAUSED', 2);
    await worker.cluster.resume(name);
    await eventuallyIs(worker, name, 'RUNNING', 2);
    await eventually(async () => (await next(name)) === 60);
    await worker.cluster.stop(name);
    await eventuallyIs(worker, name, 'STOPPED', 0);
    expect(worker.cluster.info(name).tasks).toEqual([]);
    await worker.cluster.pause(name);
    await eventuallyIs(worker, name, 'PAUSED', 0);
    await worker.cluster.resume(name);
    await eventuallyIs(worker, name, 'RUNNING', 2);
    expect((await cluster.values(`${name}-topic`)).toSorted()).toEqual(counted(2, 60).toSorted());
  });

  it('begins paused or stopped without tasks, and runs when it is resumed', async () => {
    for (const initialState of ['PAUSED', 'STOPPED'] as const) {
      const name = await createCounter({}, { initialState });
      await eventuallyIs(worker, name, initialState, 0);
      expect(madeFor(name)).toBe(0);
      await worker.cluster.resume(name);
      await eventuallyIs(worker, name, 'RUNNING', 1);
    }
  });

  it('is restarted with its tasks, or only what has failed', async () => {
    const name = await createCounter({ 'tasks.max': '3' });
    let isBroken = true;
    source.beforeBatch = (task) => {
      if (isBroken && task === `${name}-1`)
        throw new ConfigError(new Map([['count', ['It does not count.']]]));
    };
    const states = (): string =>
      worker.cluster
        .status(name)
        .tasks.map(({ state }) => state)
        .join();
    await eventually(() => states() === 'RUNNING,FAILED,RUNNING');
    // A mistake of the user's has no stack.
    expect(worker.cluster.status(name).tasks[1]?.trace).toMatch(
      /^ConfigError: It does not count\.\nFailed .*; next attempt at \S+\.$/,
    );
    isBroken = false;
    const made = madeFor(name);
    const failed = await worker.cluster.restart(name, { includeTasks: true, onlyFailed: true });
    expect(failed.connector.state).toBe('RUNNING');
    expect(failed.tasks.map(({ state }) => state)).toEqual(['RUNNING', 'RESTARTING', 'RUNNING']);
    await eventuallyIs(worker, name, 'RUNNING', 3);
    expect(madeFor(name)).toBe(made + 1);
    const all = await worker.cluster.restart(name, { includeTasks: true, onlyFailed: false });
    expect(all.tasks.map(({ state }) => state)).toEqual(['RESTARTING', 'RESTARTING', 'RESTARTING']);
    await eventually(() => madeFor(name) === made + 4);
    await worker.cluster.restartTask(name, 2);
    await eventually(() => madeFor(name) === made + 5);
    await eventuallyIs(worker, name, 'RUNNING', 3);
    await worker.cluster.restart(name, { includeTasks: false, onlyFailed: false });
    await eventuallyIs(worker, name, 'RUNNING', 3);
    expect(madeFor(name)).toBe(made + 5);
  });

  it('has fewer tasks, or more, as its configuration says', async () => {
    const name = await createCounter({ 'tasks.max': '3' });
    await eventuallyIs(worker, name, 'RUNNING', 3);
    await worker.cluster.patchConfig(name, { 'tasks.max': '1' });
    await eventuallyIs(worker, name, 'RUNNING', 1);
    expect(worker.cluster.taskConfigs(name)).toHaveLength(1);
    await worker.cluster.patchConfig(name, { 'tasks.max': '2' });
    await eventuallyIs(worker, name, 'RUNNING', 2);
  });

  it('whose tasks cannot be worked out says so, and is tried again', async () => {
    let isAway = true;
    source.beforeTasks = () => {
      if (isAway) throw new Error('Nobody counts here.');
    };
    const name = await createCounter();
    await eventually(() => worker.cluster.status(name).connector.state === 'FAILED');
    expect(worker.cluster.status(name).connector.trace).toContain('Nobody counts here.');
    isAway = false;
    await eventuallyIs(worker, name, 'RUNNING', 1);
  });

  it('is forgotten, and another one of its name goes on with its offsets', async () => {
    const name = await createCounter();
    await eventually(async () => (await next(name)) === 50);
    await eventually(() => worker.cluster.topics(name).length === 1);
    await worker.cluster.remove(name);
    expect(() => worker.cluster.status(name)).toThrow(UnknownConnectorError);
    expect(worker.cluster.names()).not.toContain(name);
    const config = { name, 'connector.class': 'Counter', topic: `${name}-topic`, count: '70', ...asText };
    const { created } = await worker.cluster.putConfig(name, config);
    expect(created).toBe(true);
    await eventually(async () => (await next(name)) === 70);
    expect(await cluster.values(`${name}-topic`)).toEqual(counted(1, 70));
  });

  it('of an unknown class, as another cluster may have left it, fails by name and harms nobody', async () => {
    const name = await createCounter({ 'connector.class': 'com.example.Unknown' });
    await eventually(() => worker.cluster.status(name).connector.state === 'FAILED');
    expect(worker.cluster.status(name).connector.trace).toContain('Failed to find any class');
    expect(worker.cluster.info(name).type).toBe('unknown');
    await worker.cluster.remove(name);
  });
});

function entry(value: unknown): { partition: { part: number }; offset: { next: unknown } } {
  return { partition: { part: 0 }, offset: { next: value } };
}

describe('offsets by hand', () => {
  it('of a source are written while it is stopped, and not otherwise', async () => {
    const name = await createCounter();
    await eventually(async () => (await next(name)) === 50);
    await expect(worker.cluster.alterOffsets(name, [entry(40)])).rejects.toBeInstanceOf(NotStoppedError);
    await worker.cluster.stop(name);
    const wrong = worker.cluster.alterOffsets(name, [entry('forty')]);
    await expect(wrong).rejects.toBeInstanceOf(InvalidOffsetsError);
    await worker.cluster.alterOffsets(name, [entry(40)]);
    expect(await next(name)).toBe(40);
    await worker.cluster.resume(name);
    await eventually(async () => (await next(name)) === 50);
    await worker.cluster.stop(name);
    await worker.cluster.resetOffsets(name);
    expect(await worker.cluster.offsets(name)).toEqual([]);
    const all = counted(1, 50);
    expect(await cluster.values(`${name}-topic`)).toEqual([...all, ...all.slice(40)]);
  });

  it('of a sink are its group\u2019s', async () => {
    const topic = unique('entries');
    await createTopic(cluster.kafka, { name: topic, partitions: 1 });
    await cluster.send(topic, ['a', 'b', 'c', 'd']);
    const name = unique('ledger');
    const config = { name, 'connector.class': 'Ledger', topics: topic, ...asText };
    const at = (offset: number): { partition: Record<string, unknown>; offset: Record<string, unknown> } => ({
      partition: { kafka_topic: topic, kafka_partition: 0 },
      offset: { kafka_offset: offset },
    });
    await worker.cluster.create(name, config, { initialOffsets: [at(2)] });
    const seen = (): unknown[] => sink.committed.get(`${topic}[0]`) ?? [];
    await eventually(() => seen().join() === 'c,d');
    await worker.cluster.stop(name);
    await worker.cluster.alterOffsets(name, [at(3)]);
    expect(await worker.cluster.offsets(name)).toEqual([at(3)]);
    await worker.cluster.resume(name);
    await eventually(() => seen().join() === 'c,d,d');
    await worker.cluster.stop(name);
    await worker.cluster.resetOffsets(name);
    expect(await worker.cluster.offsets(name)).toEqual([]);
    await worker.cluster.resume(name);
    await eventually(() => seen().join() === 'c,d,d,a,b,c,d');
  });

  it('may be given to a new source', async () => {
    const initialOffsets = [{ partition: { part: 0 }, offset: { next: 45 } }];
    const name = await createCounter({}, { initialOffsets });
    await eventually(async () => (await next(name)) === 50);
    expect(await cluster.values(`${name}-topic`)).toEqual(counted(1, 50).slice(45));
  });
});

describe('active topics', () => {
  it('are forgotten when they are reset, and noted again when they are used again', async () => {
    const name = await createCounter();
    await eventually(() => worker.cluster.topics(name).length === 1);
    await worker.cluster.resetTopics(name);
    expect(worker.cluster.topics(name)).toEqual([]);
    await worker.cluster.patchConfig(name, { count: '60' });
    await eventually(() => worker.cluster.topics(name).join() === `${name}-topic`);
  });
});
