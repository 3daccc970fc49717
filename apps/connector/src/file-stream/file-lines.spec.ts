import { describe, expect, it } from 'vitest';
import { completeLines } from './file-lines.ts';

describe('lines of a file', () => {
  it('are those that end, and no more than are asked for', () => {
    const bytes = Buffer.from('one\ntwo\r\n\nthr');
    expect(completeLines(bytes, 10)).toEqual({ lines: ['one', 'two', ''], bytes: 10 });
    expect(completeLines(bytes, 1)).toEqual({ lines: ['one'], bytes: 4 });
    expect(completeLines(Buffer.from('thr'), 10)).toEqual({ lines: [], bytes: 0 });
  });

  it('keep characters together', () => {
    const bytes = Buffer.from('चाय\n');
    expect(completeLines(bytes, 10)).toEqual({ lines: ['चाय'], bytes: bytes.length });
  });
});
