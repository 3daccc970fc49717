import { setTimeout as pause } from 'node:timers/promises';
import { createTopic } from '@payments/kafka';
import { eventually, KafkaFaultProxy, testStack, unique } from '@payments/testing';
import { expect, it } from 'vitest';
import { CounterSource } from '../testing/counter-source.ts';
import { LedgerSink } from '../testing/ledger-sink.ts';
import { asText, eventuallyIs, WorkerCluster } from '../testing/worker-cluster.ts';

it('a worker that stops finishes what is under way: nothing is delivered twice, and others go on at once', async () => {
  const [source, sink] = [new CounterSource(), new LedgerSink()];
  const cluster = new WorkerCluster([source, sink]);
  const [counter, ledger, topic] = [unique('counter'), unique('ledger'), unique('counted')];
  await createTopic(cluster.kafka, { name: topic, partitions: 3 });
  source.beforeBatch = () => pause(2);
  sink.beforePut = () => pause(50);
  let worker = await cluster.start();
  const common = { topic, topics: topic, count: '1000000', size: '20', ...asText };
  await worker.cluster.create(counter, { name: counter, 'connector.class': 'Counter', ...common });
  await worker.cluster.create(ledger, { name: ledger, 'connector.class': 'Ledger', ...common });
  for (let round = 1; round <= 3; round += 1) {
    const before = sink.given;
    await eventually(() => sink.given > before + 500);
    const successor = await cluster.start();
    await worker.stop();
    const [task] = successor.cluster.status(counter).tasks;
    expect(task?.worker_id === successor.id || task?.state === 'UNASSIGNED').toBe(true);
    await eventuallyIs(successor, counter, 'RUNNING');
    worker = successor;
  }
  await worker.cluster.stop(counter);
  await eventuallyIs(worker, counter, 'STOPPED', 0);
  sink.beforePut = () => undefined;
  await eventually(async () => {
    expect(sink.values).toEqual((await cluster.values(topic)).toSorted());
    return sink.values.length > 0;
  });
  expect(sink.given).toBe(sink.values.length);
  await cluster.close();
});

it('a worker stops within bounds while Kafka is away', async () => {
  const cluster = new WorkerCluster([new CounterSource(), new LedgerSink()]);
  const proxy = await KafkaFaultProxy.start(testStack().kafka);
  const worker = await cluster.start({ brokers: proxy.brokers, stopTimeoutMs: 1_000 });
  const [counter, ledger, topic] = [unique('counter'), unique('ledger'), unique('counted')];
  const common = { topic, topics: topic, count: '1000', ...asText };
  await worker.cluster.create(counter, { name: counter, 'connector.class': 'Counter', ...common });
  await worker.cluster.create(ledger, { name: ledger, 'connector.class': 'Ledger', ...common });
  await eventuallyIs(worker, counter, 'RUNNING');
  await eventuallyIs(worker, ledger, 'RUNNING');
  proxy.cut();
  const startedAt = performance.now();
  await worker.stop();
  expect(performance.now() - startedAt).toBeLessThan(18_000);
  await proxy.stop();
  await cluster.close();
});
