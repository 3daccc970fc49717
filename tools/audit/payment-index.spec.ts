import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { idFromBytes, idFromText, idText, idTimeMs, PaymentIndex } from './payment-index.ts';

const text = '019ab5d2-7c41-7f00-8a3b-1c2d3e4f5a6b';

const time = (id: string) => idTimeMs(idFromText(id) ?? [0, 0, 0, 0]);

describe('an id', () => {
  it('is the same from text and from bytes', () => {
    const fromText = idFromText(text);
    expect(fromText).toEqual(idFromBytes(Buffer.from(text.replaceAll('-', ''), 'hex')));
    expect(fromText && idText(fromText)).toBe(text);
  });

  it('tells the time of a UUIDv7, and none of another UUID', () => {
    expect(time(text)).toBe(0x019ab5d27c41);
    expect(time(randomUUID())).toBeUndefined();
  });

  it('is not made of what is no UUID', () => {
    expect(idFromText('0197…')).toBeUndefined();
    expect(idFromText(`${text}0`)).toBeUndefined();
  });
});

describe('an index of payments', () => {
  it('gives each id one number, and the id for the number', () => {
    const index = new PaymentIndex();
    const ids = Array.from({ length: 20_000 }, () => randomUUID());
    for (const id of [...ids, ...ids]) index.numberOf(idFromText(id) ?? [0, 0, 0, 0]);
    expect(index.size).toBe(ids.length);
    ids.forEach((id, number) => expect(idText(index.id(number))).toBe(id));
  });
});
