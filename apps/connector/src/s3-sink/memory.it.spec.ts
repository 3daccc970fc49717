import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { eventually, freshBucket } from '@payments/testing';
import { expect, it } from 'vitest';
import { jsonRecord, sinkConfig, startSink } from '../testing/archive-ground.ts';
import { KeptPosition } from '../testing/kept-position.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const maxBytes = 4_000_000;

it('stays within the memory it is given with 500 directories at a time', async () => {
  const kept = new KeptPosition();
  const config = {
    'partitioner.class': 'FieldPartitioner',
    'partition.field.name': 'id',
    's3.compression.type': 'gzip',
    'flush.size': '1000000',
    'chunk.max.bytes': String(maxBytes),
  };
  const task = startSink(sinkConfig(await freshBucket('memory'), config));
  const writer = await task.open(kept.assign('fields'));
  const text = 'x'.repeat(300);
  const before = await heldByBuffers();
  const held = [];
  for (let first = 0; first < 12_000; first += 1_000) {
    const records = Array.from({ length: 1_000 }, (_, at) =>
      jsonRecord('fields', first + at, { json: { id: at % 500, text } }),
    );
    await writer.put(records, first + records.length);
    held.push((await heldByBuffers()) - before);
  }
  await eventually(() => kept.position.offset > 0);
  await writer.close();
  // Four million bytes of records went through; what grows, what is uploaded and the bodies of its requests are held.
  expect(Math.max(...held)).toBeLessThan(3 * maxBytes);
});

/** What buffers hold is freed beside the collection, not in it: the lowest of a few looks is what is held. */
async function heldByBuffers(): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let look = 0; look < 3; look += 1) {
    collectGarbage();
    await turn();
    least = Math.min(least, process.memoryUsage().arrayBuffers);
  }
  return least;
}
