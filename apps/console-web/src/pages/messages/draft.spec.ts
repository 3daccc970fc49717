import { describe, expect, it } from 'vitest';
import { draftOf, messageOf } from './draft.ts';

describe('a record that is written by hand', () => {
  it('comes back as it went into the editor', () => {
    const like = {
      key: { text: 'asha' },
      value: { base64: 'gAE=' },
      headers: [
        { name: 'ce-type', value: { text: 'a: b' } },
        { name: 'ce-type', value: { text: '' } },
      ],
    };
    expect(messageOf(draftOf(like)).message).toEqual(like);
  });

  it('has no key and no value if none are typed, and a partition only if one is', () => {
    expect(messageOf(draftOf()).message).toEqual({ key: null, value: null, headers: [] });
    expect(messageOf({ ...draftOf(), partition: '3' }).message.partition).toBe(3);
  });

  it('names the line that is no header', () => {
    expect(messageOf({ ...draftOf(), headers: 'a: 1\nno header' }).wrongHeader).toBe('no header');
  });
});
