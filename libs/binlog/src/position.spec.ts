import { describe, expect, it } from 'vitest';
import {
  formatPosition,
  parsePosition,
  type Position,
  PositionFormatError,
  samePosition,
} from './position.ts';

const serverUuid = '31b8a3bc-e69b-11f1-8f49-02fc00000001';
const position: Position = {
  file: 'binlog.000042',
  offset: 4_711,
  serverUuid,
  gtidSet: `${serverUuid}:1-99`,
};

describe('a position', () => {
  it('is the same after it was written and read', () => {
    expect(parsePosition(formatPosition(position))).toEqual(position);
    expect(parsePosition(formatPosition({ ...position, rows: 7 }))).toEqual({ ...position, rows: 7 });
    expect(parsePosition(formatPosition({ file: 'b.1', offset: 4 }))).toEqual({ file: 'b.1', offset: 4 });
  });

  it('gives up its GTID set when that makes it too long, and still says where it is', () => {
    const gtidSet = Array.from({ length: 2_000 }, (_, index) => `${serverUuid}:${index * 2 + 1}`).join(',');
    const text = formatPosition({ ...position, gtidSet }, 4_096);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4_096);
    expect(parsePosition(text)).toEqual({ file: position.file, offset: position.offset, serverUuid });
  });

  it.each([
    '',
    'null',
    '{}',
    '{"file":"b.1"}',
    '{"file":"b.1","offset":-1}',
    '{"file":1,"offset":4}',
    'b.1:4',
  ])('is not %s', (text) => {
    expect(() => parsePosition(text)).toThrow(PositionFormatError);
  });

  it('is another one when any part of it moved', () => {
    expect(samePosition(position, { ...position })).toBe(true);
    expect(samePosition(position, { ...position, offset: 4_712 })).toBe(false);
    expect(samePosition(position, { ...position, file: 'binlog.000043' })).toBe(false);
    expect(samePosition(position, { ...position, rows: 1 })).toBe(false);
    expect(samePosition(position, { ...position, gtidSet: `${serverUuid}:1-100` })).toBe(false);
  });
});
