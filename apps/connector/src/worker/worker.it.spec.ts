import { appendFile, readFile } from 'node:fs/promises';
import { eventually, unique } from '@payments/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { asText, eventuallyIs, freshPath, WorkerCluster } from '../testing/worker-cluster.ts';

const clusters: WorkerCluster[] = [];

afterEach(async () => {
  await Promise.all(clusters.splice(0).map((cluster) => cluster.close()));
});

function newCluster(...plugins: ConstructorParameters<typeof WorkerCluster>): WorkerCluster {
  const cluster = new WorkerCluster(...plugins);
  clusters.push(cluster);
  return cluster;
}

describe('a worker', () => {
  it('brings a file into a topic and that into another file', async () => {
    const cluster = newCluster();
    const worker = await cluster.start();
    const [from, to, topic] = [await freshPath(), await freshPath(), unique('lines')];
    const [source, sink] = [unique('source'), unique('sink')];
    await appendFile(from, 'one\ntwo\n');
    await worker.cluster.create(source, {
      name: source,
      'connector.class': 'FileStreamSource',
      file: from,
      topic,
      ...asText,
    });
    await worker.cluster.create(sink, {
      name: sink,
      'connector.class': 'org.apache.kafka.connect.file.FileStreamSinkConnector',
      file: to,
      topics: topic,
      'tasks.max': '2',
      ...asText,
    });
    await eventuallyIs(worker, source, 'RUNNING');
    await eventuallyIs(worker, sink, 'RUNNING', 2);
    await eventually(async () => (await readFile(to, 'utf8')) === 'one\ntwo\n');
    await appendFile(from, 'three\n');
    await eventually(async () => (await readFile(to, 'utf8')) === 'one\ntwo\nthree\n');
    await eventually(() => {
      expect(worker.cluster.topics(source)).toEqual([topic]);
      expect(worker.cluster.topics(sink)).toEqual([topic]);
      expect(worker.cluster.status(source).tasks[0]?.last_record_at).toMatch(/^20/);
      expect(worker.cluster.status(sink).tasks.some(({ lag }) => lag === 0)).toBe(true);
      return true;
    });
    expect(await worker.cluster.offsets(source)).toEqual([
      { partition: { filename: from }, offset: { position: 14 } },
    ]);
    const committed = async (): Promise<number> =>
      (await worker.cluster.offsets(sink)).reduce(
        (sum, { offset }) => sum + Number(offset?.['kafka_offset']),
        0,
      );
    // Three records, and the markers of two transactions.
    await eventually(async () => (await committed()) === 5);
  });
});
