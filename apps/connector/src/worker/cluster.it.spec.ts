import { eventually, type Fault, KafkaFaultProxy, testStack, unique } from '@payments/testing';
import { processLogLevels } from '@payments/service';
import { afterEach, describe, expect, it } from 'vitest';
import { counted, CounterSource } from '../testing/counter-source.ts';
import { asText, eventuallyIs, type TestWorker, WorkerCluster } from '../testing/worker-cluster.ts';
import { ClusterLoggers } from './cluster-loggers.service.ts';
import { ConnectorExistsError, UnknownConnectorError } from './connect-cluster.errors.ts';

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

function counter(name: string, config: Record<string, string> = {}): Record<string, string> {
  return { name, 'connector.class': 'Counter', topic: `${name}-topic`, count: '50', ...asText, ...config };
}

async function committed(worker: TestWorker, name: string): Promise<number[]> {
  const offsets = await worker.cluster.offsets(name);
  return offsets.map(({ offset }) => Number(offset?.['next']));
}

describe('configurations, from several workers at once', () => {
  it('are never lost and never refused without a conflict', async () => {
    const cluster = newCluster(new CounterSource());
    const workers = await Promise.all([cluster.start(), cluster.start()]);
    const [one, two] = workers;
    const name = unique('patched');
    await one.cluster.create(name, counter(name), { initialState: 'STOPPED' });
    const patches = Array.from({ length: 50 }, (_, index) =>
      workers[index % 2]?.cluster.patchConfig(name, { [`patch.${index}`]: `${index}` }),
    );
    await Promise.all(patches);
    await two.cluster.catchUp();
    for (const { cluster: each } of workers)
      expect(Object.keys(each.info(name).config).filter((key) => key.startsWith('patch.'))).toHaveLength(50);

    const contested = unique('contested');
    const creations = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        workers[index % 2]?.cluster.create(contested, counter(contested), { initialState: 'STOPPED' }),
      ),
    );
    const refused = creations.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
    expect(refused).toHaveLength(9);
    expect(refused.every((reason) => reason instanceof ConnectorExistsError)).toBe(true);
  });

  it('are known to every worker, also to one that did not hear of them yet', async () => {
    const cluster = newCluster(new CounterSource());
    const proxy = await KafkaFaultProxy.start(testStack().kafka);
    proxies.push(proxy);
    const one = await cluster.start();
    const two = await cluster.start({ brokers: proxy.brokers });
    const isBehind = (): Fault =>
      proxy.lose({ api: 'Fetch', containing: cluster.topics.configs, count: 3, how: 'disconnect' });
    const name = unique('asked');
    const faults = [isBehind()];
    await one.cluster.create(name, counter(name), { initialState: 'PAUSED' });
    await two.cluster.patchConfig(name, { count: '60' });
    faults.push(isBehind());
    await one.cluster.remove(name);
    // It was paused already, as far as this worker knows.
    await expect(two.cluster.pause(name)).rejects.toBeInstanceOf(UnknownConnectorError);
    expect(faults.every(({ hits }) => hits > 0)).toBe(true);
  });
});

it('the log of every worker is turned up at once', async () => {
  const cluster = newCluster(new CounterSource());
  const worker = await cluster.start();
  const logger = unique('logger');
  await worker.app.get(ClusterLoggers).set(logger, 'DEBUG');
  expect(processLogLevels.of(logger)?.level).toBe('DEBUG');
  processLogLevels.set(logger, 'INFO', 0);
});

describe('a cluster of workers', () => {
  it('restarts nothing when connectors are made, changed, fail and go beside it', async () => {
    const source = new CounterSource();
    const cluster = newCluster(source);
    const workers = await Promise.all([cluster.start(), cluster.start()]);
    const [one, two] = workers;
    const steady = unique('steady');
    await one.cluster.create(steady, counter(steady, { 'tasks.max': '4' }));
    await eventuallyIs(one, steady, 'RUNNING', 4);
    const runners = one.cluster.status(steady).tasks.map(({ worker_id }) => worker_id);
    expect(new Set(runners)).toEqual(new Set([one.id, two.id]));
    source.beforeBatch = (task) => {
      if (task.startsWith('broken')) throw new Error('Broken.');
    };
    const names = Array.from({ length: 20 }, (_, index) => unique(index % 4 === 0 ? 'broken' : 'other'));
    await Promise.all(names.map((name, index) => workers[index % 2]?.cluster.create(name, counter(name))));
    for (const name of names) {
      const state = name.startsWith('broken') ? 'FAILED' : 'RUNNING';
      await eventually(() => one.cluster.status(name).tasks[0]?.state === state);
    }
    await Promise.all(names.slice(10).map((name) => two.cluster.remove(name)));
    await Promise.all(names.slice(0, 10).map((name) => one.cluster.patchConfig(name, { count: '70' })));
    const made = source.made.filter((task) => task.startsWith(steady));
    expect(made.toSorted()).toEqual([0, 1, 2, 3].map((task) => `${steady}-${task}`));
    expect(one.cluster.status(steady).tasks.map(({ restarts }) => restarts)).toEqual([0, 0, 0, 0]);
    expect(one.cluster.status(steady).tasks.map(({ worker_id }) => worker_id)).toEqual(runners);
  });

  it('moves the tasks of a worker that is gone within 15 s, exactly once, and leaves the others alone', async () => {
    const source = new CounterSource();
    const cluster = newCluster(source);
    const proxy = await KafkaFaultProxy.start(testStack().kafka);
    proxies.push(proxy);
    const survivor = await cluster.start();
    const lost = await cluster.start({ brokers: proxy.brokers });
    const name = unique('moving');
    source.beforeBatch = () => new Promise((resolve) => setTimeout(resolve, 5));
    await survivor.cluster.create(name, counter(name, { 'tasks.max': '4', count: '1000000', size: '3' }));
    await eventuallyIs(survivor, name, 'RUNNING', 4);
    await eventually(async () => (await committed(survivor, name)).length === 4);
    const workers = survivor.cluster.status(name).tasks.map(({ worker_id }) => worker_id);
    expect(new Set(workers)).toEqual(new Set([survivor.id, lost.id]));
    const goneAt = performance.now();
    proxy.cut();
    await eventually(
      () =>
        survivor.cluster
          .status(name)
          .tasks.every(({ worker_id, state }) => worker_id === survivor.id && state === 'RUNNING'),
      { timeoutMs: 15_000 },
    );
    expect(performance.now() - goneAt).toBeLessThan(15_000);
    for (const [task, worker] of workers.entries())
      expect(source.made.filter((each) => each === `${name}-${task}`)).toHaveLength(
        worker === lost.id ? 2 : 1,
      );
    proxy.heal();
    await eventually(() => survivor.cluster.status(name).tasks.every(({ state }) => state === 'RUNNING'));
    await survivor.cluster.stop(name);
    await eventuallyIs(survivor, name, 'STOPPED', 0);
    // What was under way when it was stopped is finished a moment later.
    await eventually(async () => {
      const expected = (await survivor.cluster.offsets(name)).flatMap(({ partition, offset }) =>
        Array.from(
          { length: Number(offset?.['next']) },
          (_, number) => `${String(partition['part'])}:${number}`,
        ),
      );
      expect((await cluster.values(`${name}-topic`)).toSorted()).toEqual(expected.toSorted());
      return expected.length > 0;
    });
  });

  it('is rebuilt from Kafka alone, and goes on where it was', async () => {
    const source = new CounterSource();
    const cluster = newCluster(source);
    const first = await cluster.start();
    const [name, paused, stopped] = [unique('kept'), unique('paused'), unique('stopped')];
    await first.cluster.create(name, counter(name, { 'tasks.max': '2' }));
    await first.cluster.create(paused, counter(paused), { initialState: 'PAUSED' });
    await first.cluster.create(stopped, counter(stopped), { initialState: 'STOPPED' });
    await eventually(async () => (await committed(first, name)).join() === '50,50');
    await eventuallyIs(first, paused, 'PAUSED', 0);
    const info = first.cluster.info(name);
    await first.stop();
    const second = await cluster.start();
    expect(second.cluster.names()).toEqual([name, paused, stopped].toSorted());
    expect(second.cluster.info(name)).toEqual(info);
    await eventuallyIs(second, name, 'RUNNING', 2);
    await eventuallyIs(second, paused, 'PAUSED', 0);
    await eventuallyIs(second, stopped, 'STOPPED', 0);
    await second.cluster.patchConfig(name, { count: '80' });
    await eventually(async () => (await committed(second, name)).join() === '80,80');
    const values = await cluster.values(`${name}-topic`);
    expect(values.toSorted()).toEqual(counted(2, 80).toSorted());
    expect(second.cluster.topics(name)).toEqual([`${name}-topic`]);
  });
});
