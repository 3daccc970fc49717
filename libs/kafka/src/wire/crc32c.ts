/** CRC-32C (Castagnoli), reflected; the checksum of a record batch. */
const polynomial = 0x82f63b78;
const slices = 8;
type Table = Uint32Array;
type Tables = readonly [Table, Table, Table, Table, Table, Table, Table, Table];
const tables = makeTables();

/** The CRC-32C of `data` as an unsigned 32-bit integer. Eight bytes a step: a table for each of them. */
export function crc32c(data: Buffer): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as unknown as Tables;
  const aligned = data.length - (data.length % slices);
  let crc = 0xffffffff;
  let position = 0;
  for (; position < aligned; position += slices) {
    const low = (crc ^ data.readInt32LE(position)) >>> 0;
    const high = data.readInt32LE(position + 4) >>> 0;
    crc =
      at(t7, low & 255) ^
      at(t6, (low >>> 8) & 255) ^
      at(t5, (low >>> 16) & 255) ^
      at(t4, low >>> 24) ^
      at(t3, high & 255) ^
      at(t2, (high >>> 8) & 255) ^
      at(t1, (high >>> 16) & 255) ^
      at(t0, high >>> 24);
  }
  for (; position < data.length; position += 1)
    crc = (crc >>> 8) ^ at(t0, (crc ^ (data[position] as number)) & 255);
  return (crc ^ 0xffffffff) >>> 0;
}

function at(table: Uint32Array, index: number): number {
  return table[index] as number;
}

/** Table 0 is of a byte; table n is of a byte that n further bytes follow. */
function makeTables(): readonly Uint32Array[] {
  const first = Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    return value >>> 0;
  });
  const made = [first];
  while (made.length < slices)
    made.push((made.at(-1) as Uint32Array).map((crc) => ((first[crc & 255] as number) ^ (crc >>> 8)) >>> 0));
  return made;
}
