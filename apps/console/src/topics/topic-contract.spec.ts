import { events } from '@payments/contracts';
import { describe, expect, it } from 'vitest';
import { contractOf, contractViolations } from './topic-contract.ts';

function record(event: unknown, key = 'asha') {
  return { key: Buffer.from(key), value: Buffer.from(JSON.stringify(event)) };
}

describe('the example of', () => {
  it.each(events.map(({ type, topic }) => [type, topic.name] as const))(
    '%s fits its contract',
    (type, topic) => {
      const example = contractOf(topic).events.find((event) => event.type === type)?.example;
      expect(contractViolations(topic, record(example))).toEqual([]);
    },
  );
});

describe('a record that its topic does not take', () => {
  const [event] = contractOf('payments.requested').events;
  const good = event?.example as { readonly data: object };

  it.each([
    ['is no JSON', { key: null, value: Buffer.from('<b>') }, '/value'],
    ['is empty', { key: null, value: null }, '/value'],
    ['is another event', record({ ...good, type: 'payment.approved' }), '/value/type'],
    ['has a wrong field', record({ ...good, data: { ...good.data, amount: 1.5 } }), '/value/data/amount'],
    ['has another key than its subject', record(good, 'ravi'), '/key'],
  ])('%s, and is told where', (_what, given, pointer) => {
    expect(contractViolations('payments.requested', given)[0]?.pointer).toBe(pointer);
  });
});

it('a topic without a contract takes anything', () => {
  expect(contractViolations('notes', { key: null, value: null })).toEqual([]);
});
