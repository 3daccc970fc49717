import { proveArchive } from '@payments/archive';
import { eventually, type FreshBucket, freshBucket } from '@payments/testing';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { RawConfig } from '../config/config-def.ts';
import type { SinkRecord } from '../records/connect-record.ts';
import {
  jsonRecord,
  jsonRecords,
  linesIn,
  readAll,
  sinkConfig,
  startSink,
  storeFor,
} from '../testing/archive-ground.ts';
import { KeptPosition } from '../testing/kept-position.ts';

const hourMs = 3_600_000;
const startMs = Date.UTC(2026, 10, 22, 10);
const byHour = {
  'partitioner.class': 'io.confluent.connect.storage.partitioner.HourlyPartitioner',
  'timestamp.extractor': 'Record',
};

let bucket: FreshBucket;

beforeAll(async () => {
  bucket = await freshBucket('rotation');
});

/** A writer of the first partition of a topic, in a folder of its own. */
async function open(topic: string, config: RawConfig) {
  const kept = new KeptPosition();
  const task = startSink(sinkConfig(bucket, { 'flush.size': '1000000', ...config }));
  const writer = await task.open(kept.assign(topic));
  onTestFinished(() => writer.close());
  const store = storeFor(bucket);
  return {
    kept,
    writer,
    put: (records: readonly SinkRecord[]) => writer.put(records, (records.at(-1)?.offset ?? 0) + 1),
    committed: (offset: number) =>
      eventually(() => kept.position.offset === offset && kept.position.metadata === ''),
    objects: () => readAll(store, `topics/${topic}/`),
    prove: () => proveArchive(store, topic),
  };
}

describe('a chunk is written', () => {
  it('after so many records', async () => {
    const { put, committed, objects } = await open('by-count', { 'flush.size': '40' });
    await put(jsonRecords('by-count', 0, 100));
    await committed(80);
    expect([...(await objects()).keys()]).toEqual([
      'topics/by-count/partition=0/by-count+0+0000000000.json',
      'topics/by-count/partition=0/by-count+0+0000000040.json',
    ]);
  });

  it('when the time of records has gone on, to before the record that says so', async () => {
    const { put, committed, objects } = await open('by-time', {
      ...byHour,
      'rotate.interval.ms': `${hourMs}`,
    });
    const minutes = [0, 30, 59, 60, 90, 30, 119, 121];
    await put(
      minutes.map((minute, offset) =>
        jsonRecord('by-time', offset, { timestampMs: startMs + minute * 60_000 }),
      ),
    );
    await committed(7);
    expect([...(await objects()).keys()]).toEqual([
      'topics/by-time/year=2026/month=11/day=22/hour=10/by-time+0+0000000000.json',
      'topics/by-time/year=2026/month=11/day=22/hour=10/by-time+0+0000000005.json',
      'topics/by-time/year=2026/month=11/day=22/hour=11/by-time+0+0000000003.json',
    ]);
  });

  it('by the clock, in whole intervals since midnight, though nothing more comes', async () => {
    const { put, committed, objects } = await open('by-clock', { 'rotate.schedule.interval.ms': '500' });
    await put(jsonRecords('by-clock', 0, 3));
    await committed(3);
    await put(jsonRecords('by-clock', 3, 5));
    await committed(5);
    expect(linesIn(await objects()).map(({ id }) => id)).toEqual([0, 1, 2, 3, 4]);
  });

  it('in time, though only its age asks for it, with the markers after it', async () => {
    const { writer, committed, prove } = await open('by-age', { 'flush.timeout.ms': '200' });
    await writer.put(jsonRecords('by-age', 0, 3), 5);
    await committed(5);
    expect((await prove()).partitions[0]).toMatchObject({ first: 0, end: 5 });
    expect(String((await prove()).partitions[0]?.absent)).toBe('3-4');
  });

  it('from where the one before has ended, though what was aborted in between came by itself', async () => {
    const { writer, committed, prove } = await open('aborted-between', { 'flush.timeout.ms': '200' });
    await writer.put(jsonRecords('aborted-between', 0, 3), 3);
    await committed(3);
    await writer.put([], 17);
    await writer.put(jsonRecords('aborted-between', 17, 20), 20);
    await committed(20);
    const { problems, partitions } = await prove();
    expect(problems).toEqual([]);
    expect(String(partitions[0]?.absent)).toBe('3-16');
  });

  it('when it is large, or all of them together are', async () => {
    const json = { text: 'x'.repeat(1_000) };
    const { put, kept } = await open('by-size', { 'chunk.max.bytes': '65536' });
    await put(Array.from({ length: 200 }, (_, offset) => jsonRecord('by-size', offset, { json })));
    await eventually(() => kept.position.offset > 0);
    expect(kept.position.offset).toBeLessThan(200);

    const together = await open('by-all', { 'task.max.bytes': '65536' });
    await together.put(Array.from({ length: 200 }, (_, offset) => jsonRecord('by-all', offset, { json })));
    expect(await together.committed(200)).toBe(true);
  });

  it('when the hour of the wall clock is over, if that is the directory', async () => {
    const config = {
      'partitioner.class': 'TimeBasedPartitioner',
      'path.format': "'second'=ss",
      'partition.duration.ms': '1000',
      'timestamp.extractor': 'Wallclock',
    };
    const { put, kept, objects } = await open('by-wall', config);
    let offset = 0;
    await eventually(async () => {
      await put([jsonRecord('by-wall', offset)]);
      offset += 1;
      return kept.commits.filter(({ metadata }) => metadata === '').length >= 2;
    });
    const keys = [...(await objects()).keys()];
    expect(new Set(keys.map((key) => key.split('/')[2])).size).toBe(keys.length);
  });
});

it('is not written when a partition is handed on: its records come again', async () => {
  const { put, writer, kept, objects } = await open('handed-on', { 'flush.size': '40' });
  await put(jsonRecords('handed-on', 0, 50));
  await writer.flush();
  expect(kept.position).toEqual({ offset: 40, metadata: '' });
  expect((await objects()).size).toBe(1);
});

describe('late records', () => {
  it('make no small objects: 5 in 100 an hour late give at most a fifth more', async () => {
    const perHour = 1_000;
    const hours = 24;
    const config = { ...byHour, 'flush.size': `${6 * perHour}` };
    const inTime = Array.from({ length: hours * perHour }, (_, offset) =>
      jsonRecord('in-time', offset, { timestampMs: startMs + Math.floor(offset * (hourMs / perHour)) }),
    );
    const late = inTime.map((record, at) => ({
      ...record,
      topic: 'late',
      timestampMs: record.timestampMs - (at % 20 === 0 ? hourMs * (((at / 20) % 10) / 10) : 0),
      original: { ...record.original, topic: 'late' },
    }));
    const counts = [];
    for (const [topic, records] of [
      ['in-time', inTime],
      ['late', late],
    ] as const) {
      const { put, committed, objects, prove } = await open(topic, config);
      await put(records);
      await committed(hours * perHour);
      counts.push((await objects()).size);
      expect(await prove()).toMatchObject({ isComplete: true });
    }
    const [ideal = 0, actual = 0] = counts;
    expect(ideal).toBe(hours);
    expect(actual).toBeLessThanOrEqual(ideal * 1.2);
  });
});

describe('records that are left out', () => {
  it('are named in the manifest, with the reason', async () => {
    const log = jsonRecords('left-out', 0, 10);
    const config = { 'timestamp.extractor': 'RecordField', 'timestamp.field': 'at', 'flush.size': '10' };
    const { put, kept, committed, prove, objects } = await open('left-out', {
      ...byHour,
      ...config,
      'behavior.on.null.values': 'ignore',
    });
    await put(
      log.map(({ offset }) => {
        if (offset === 3) return jsonRecord('left-out', offset, { json: null });
        return jsonRecord('left-out', offset, {
          json: { id: offset, at: offset === 7 ? 'soon' : '2026-11-22T23:59:59Z' },
        });
      }),
    );
    await committed(10);
    expect(kept.skipped.map(({ offset }) => offset)).toEqual([7]);
    const { partitions, isComplete } = await prove();
    expect(isComplete).toBe(true);
    expect([partitions[0]?.archived, partitions[0]?.ignored, partitions[0]?.refused].map(String)).toEqual([
      '0-2,4-6,8-9',
      '3',
      '7',
    ]);
    expect([...(await objects()).keys()]).toEqual([
      'topics/left-out/year=2026/month=11/day=22/hour=23/left-out+0+0000000000.json',
    ]);
  });

  it('end the writer, if the connector does not tolerate errors', async () => {
    const { put, kept, writer } = await open('intolerant', {});
    kept.isTolerant = false;
    await expect(put([jsonRecord('intolerant', 0, { json: null })])).rejects.toThrow(
      'behavior.on.null.values is fail',
    );
    expect(writer).toBeDefined();
    expect(kept.position.offset).toBe(0);
  });
});
