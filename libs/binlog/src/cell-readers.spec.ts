/* oxlint-disable no-underscore-dangle -- the names are zongji’s */
import { expect, it, vi } from 'vitest';
import { type CellColumn, cellReader, type ReadCell } from './cell-readers.ts';

const [longLong, varchar, datetime, string] = [8, 15, 18, 254];
const refused: ReadCell = () => {
  throw new Error('This was not to be read slowly.');
};

/** What a reader makes of bytes, and how many of them it took. */
function read(readCell: ReadCell, bytes: Buffer): { readonly value: unknown; readonly taken: number } {
  const cursor = { _buffer: Buffer.concat([Buffer.from('xx'), bytes, Buffer.from('yy')]), _offset: 2 };
  const value = readCell(cursor);
  return { value, taken: cursor._offset - 2 };
}

function column(type: number, more: Partial<CellColumn> = {}): CellColumn {
  return { name: 'c', type, ...more };
}

function slowly(): string {
  return 'slowly';
}

function bytesOf(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return bytes;
}

it.each([
  [255, Buffer.from([3])],
  [256, Buffer.from([3, 0])],
])('reads text of at most %i bytes', (longest, length) => {
  const text = column(varchar, { charset: 'utf8mb4', metadata: { max_length: longest } });
  const bytes = Buffer.concat([length, Buffer.from('€')]);
  expect(read(cellReader(text, 'varchar(64)', refused), bytes)).toEqual({ value: '€', taken: bytes.length });
});

it('leaves text in other alphabets, and what only looks like text, to the slow reader', () => {
  const metadata = { max_length: 16 };
  for (const [definition, charset] of [
    ['char(4)', 'latin1'],
    ['uuid', 'utf8mb4'],
    ['varbinary(4)', null],
  ] as const)
    expect(cellReader(column(string, { charset, metadata }), definition, slowly)).toBe(slowly);
});

it('puts the zeros back that the binlog leaves out at the end', () => {
  const id = column(string, { charset: null, metadata: { max_length: 4 } });
  const reader = cellReader(id, 'binary(4)', refused);
  expect(read(reader, Buffer.from([2, 7, 0xff]))).toEqual({ value: Buffer.from([7, 0xff, 0, 0]), taken: 3 });
  expect(read(reader, Buffer.from([4, 1, 2, 3, 4]))).toEqual({ value: Buffer.from([1, 2, 3, 4]), taken: 5 });
});

it('reads whole numbers that a number holds, and no others', () => {
  const reader = cellReader(column(longLong), 'bigint', slowly);
  for (const value of [0n, 4_294_967_296n, 9_007_199_254_740_991n])
    expect(read(reader, bytesOf(value))).toEqual({ value: Number(value), taken: 8 });
  for (const value of [9_007_199_254_740_992n, -1n])
    expect(read(reader, bytesOf(value)).value).toBe('slowly');
});

it('makes text of a time once while it repeats, and of each that differs in any byte', () => {
  const asHex = vi.fn<ReadCell>((cursor) => {
    cursor._offset += 7;
    return cursor._buffer.toString('hex', cursor._offset - 7, cursor._offset);
  });
  const reader = cellReader(column(datetime, { metadata: { decimals: 3 } }), 'datetime(3)', asHex);
  for (const hex of [
    '01020304050607',
    '01020304050607',
    '01020304050608',
    '00020304050608',
    '01020304050607',
  ])
    expect(read(reader, Buffer.from(hex, 'hex'))).toEqual({ value: hex, taken: 7 });
  expect(asHex).toHaveBeenCalledTimes(4);
});
