import { describe, expect, it } from 'vitest';
import { topicsToRead } from './sink-topics.ts';

describe('what a sink reads', () => {
  it('are the topics it names, as far as they exist', () => {
    expect(topicsToRead({ topics: 'b, a,c' }, ['a', 'b', 'x'])).toEqual({
      topics: ['a', 'b'],
      missing: ['c'],
    });
  });

  it('are the topics whose whole name matches, and none of Kafka\u2019s own', () => {
    const { topics, missing } = topicsToRead({ 'topics.regex': 'pay.*|.*offsets' }, [
      'pay.in',
      'prepay',
      '__consumer_offsets',
    ]);
    expect({ topics, missing }).toEqual({ topics: ['pay.in'], missing: [] });
  });
});
