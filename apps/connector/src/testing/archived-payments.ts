import type { ObjectStore } from '@payments/archive';
import { freshBucket } from '@payments/testing';
import { expect, onTestFinished } from 'vitest';
import type { RawConfig } from '../config/config-def.ts';
import type { SinkRecord } from '../records/connect-record.ts';
import { jsonRecord, pump, readAll, sinkConfig, startSink, storeFor } from './archive-ground.ts';
import { type Duck, duckOver } from './duck.ts';
import { KeptPosition } from './kept-position.ts';

export const topic = 'payments';
const hourMs = 3_600_000;
export const startMs = Date.UTC(2026, 10, 22, 10);
export const payments = Array.from({ length: 6_000 }, (_, offset) =>
  jsonRecord(topic, offset, {
    timestampMs: startMs + Math.floor(offset / 2_000) * hourMs,
    json: {
      id: offset,
      amount: offset * 7,
      rate: offset % 2 === 0 ? 1 : 0.5,
      note: 'दो कटिंग चाय',
      data: { user: { name: `user-${offset % 10}` }, tags: ['a', 'b'] },
      ...(offset > 3_000 && { late: true }),
      mixed: offset % 2 === 0 ? 'text' : 12,
    },
  }),
);
export const sum = payments.length * ((payments.length - 1) / 2) * 7;

export const hourly = {
  'partitioner.class': 'io.confluent.connect.storage.partitioner.HourlyPartitioner',
  'timestamp.extractor': 'Record',
  'flush.size': '6000',
};

/** Archives records, and gives back the objects. */
export async function archive(
  log: readonly SinkRecord[],
  config: RawConfig,
): Promise<{ readonly store: ObjectStore; readonly objects: ReadonlyMap<string, Buffer> }> {
  const [bucket, kept] = [await freshBucket('formats'), new KeptPosition()];
  const task = startSink(sinkConfig(bucket, config));
  expect(await pump(await task.open(kept.assign(topic)), { log, kept, batch: 500 })).toBeUndefined();
  await task.stop();
  expect(kept.position.offset).toBe(log.length);
  const store = storeFor(bucket);
  return { store, objects: await readAll(store) };
}

export async function duck(objects: ReadonlyMap<string, Buffer>): Promise<Duck> {
  const opened = await duckOver(objects);
  onTestFinished(() => opened.close());
  return opened;
}
