import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { partitionFor } from './records.ts';
import { murmur2 } from './wire/murmur2.ts';

const kafkajsMurmur2 = createRequire(import.meta.url)(
  'kafkajs/src/producer/partitioners/default/murmur2',
) as (key: Buffer) => number;

describe('the partition of a key', () => {
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ])('comes from the hash that Kafka itself gives %s', (key, hash) => {
    expect(murmur2(Buffer.from(key))).toBe(hash);
  });

  it('is the one kafkajs gives, for keys of every length and byte', () => {
    for (let length = 0; length < 300; length += 1) {
      const key = Buffer.from(Array.from({ length }, (_, index) => (index * 37 + length) % 256));
      expect(murmur2(key)).toBe(kafkajsMurmur2(key));
      expect(partitionFor(key, 6)).toBe((kafkajsMurmur2(key) & 0x7fffffff) % 6);
    }
  });
});
