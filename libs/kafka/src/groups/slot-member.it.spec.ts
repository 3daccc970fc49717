import { eventually, KafkaFaultProxy, testStack, unique } from '@payments/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { connectKafka } from '../connection.ts';
import { ensureTopics } from '../topics/ensure-topics.ts';
import { SlotMember } from './slot-member.ts';

const quiet = { log: () => undefined, warn: () => undefined, error: () => undefined };
const connection = connectKafka({ ...testStack().kafka, clientId: 'slots-test', log: quiet });
const group = unique('slots');
const running: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
});

/** A member that notes its slots. */
class Noted {
  slots: readonly number[] = [];
  losses = 0;
  readonly member: SlotMember;

  constructor(topic: string, kafka = connection) {
    this.member = new SlotMember(kafka, {
      group: topic,
      topic,
      sessionTimeoutMs: 6_000,
      assigned: (slots) => {
        this.slots = slots;
      },
      lost: () => {
        this.losses += 1;
        this.slots = [];
      },
      died: (reason) => expect.unreachable(reason),
    });
    running.push(this.member);
  }
}

describe('members that share slots', () => {
  it('keep what they have when others come, and take over what a silent one had; that one learns of it', async () => {
    const topic = `${group}-topic`;
    await ensureTopics(connection, [{ name: topic, partitions: 25, cleanup: 'compact' }]);
    const proxy = await KafkaFaultProxy.start(testStack().kafka);
    running.push(proxy);
    const a = new Noted(topic);
    const b = new Noted(topic);
    const c = new Noted(topic, connectKafka({ brokers: proxy.brokers, clientId: 'slots-test', log: quiet }));
    await a.member.start();
    await eventually(() => a.slots.length === 25);
    await b.member.start();
    await eventually(() => b.slots.length === 12 && a.slots.length === 13);
    expect(b.slots.filter((slot) => b.slots.includes(slot + 1))).toEqual([]);
    const before = [a.slots, b.slots] as const;
    await c.member.start();
    await eventually(() => c.slots.length === 8 && a.slots.length === 9 && b.slots.length === 8);
    expect(a.slots.every((slot) => before[0].includes(slot))).toBe(true);
    expect(b.slots.every((slot) => before[1].includes(slot))).toBe(true);
    const kept = [a.slots, b.slots] as const;
    proxy.cut();
    await eventually(() => c.losses === 1);
    await eventually(() => a.slots.length + b.slots.length === 25);
    expect(kept[0].every((slot) => a.slots.includes(slot))).toBe(true);
    expect(kept[1].every((slot) => b.slots.includes(slot))).toBe(true);
    proxy.heal();
    await eventually(() => c.slots.length === 8);
    expect([...a.slots, ...b.slots, ...c.slots].toSorted((x, y) => x - y)).toEqual(
      Array.from({ length: 25 }, (_, slot) => slot),
    );
  });
});
