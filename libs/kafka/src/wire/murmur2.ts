const seed = 0x9747b28c;
const factor = 0x5bd1e995;
const shift = 24;

/** Kafka's hash of a key: MurmurHash2, 32 bit, little-endian, with Kafka's seed. The result is a signed 32-bit integer. */
export function murmur2(data: Uint8Array): number {
  const { length } = data;
  const tail = length & ~3;
  let hash = seed ^ length;
  for (let at = 0; at < tail; at += 4) {
    const word =
      byte(data, at) | (byte(data, at + 1) << 8) | (byte(data, at + 2) << 16) | (byte(data, at + 3) << 24);
    let mixed = Math.imul(word, factor);
    mixed = Math.imul(mixed ^ (mixed >>> shift), factor);
    hash = Math.imul(hash, factor) ^ mixed;
  }
  for (let at = length - 1; at >= tail; at -= 1) hash ^= byte(data, at) << ((at - tail) * 8);
  if (tail < length) hash = Math.imul(hash, factor);
  hash = Math.imul(hash ^ (hash >>> 13), factor);
  return hash ^ (hash >>> 15);
}

function byte(data: Uint8Array, at: number): number {
  return data[at] ?? 0;
}
