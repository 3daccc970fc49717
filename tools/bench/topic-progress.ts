import { setTimeout as pause } from 'node:timers/promises';
import type { KafkaConnection } from '@payments/kafka';

type Admin = Parameters<Parameters<KafkaConnection['withAdmin']>[0]>[0];

const pollMs = 20;
const restMs = 2_000;
const timeoutMs = 300_000;

/** Where a topic ends, over all partitions; markers of transactions count too. */
export async function endOf(connection: KafkaConnection, topic: string): Promise<number> {
  const ends = await connection.withAdmin((admin) => endsOf(admin, topic));
  return ends.reduce((sum, { high }) => sum + Number(high), 0);
}

/** By partition; none while there is no such topic: some are made for their first record. */
export async function endsOf(
  admin: Admin,
  topic: string,
): Promise<readonly { readonly partition: number; readonly high: string }[]> {
  const topics = await admin.listTopics();
  return topics.includes(topic) ? admin.fetchTopicOffsets(topic) : [];
}

/** Resolves once nothing has been added to a topic for a while. */
export async function topicAtRest(connection: KafkaConnection, topic: string): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (let end = -1; performance.now() < deadline;) {
    const now = await endOf(connection, topic);
    if (now === end) return;
    end = now;
    await pause(restMs);
  }
  throw new Error(`${topic} still grows after ${timeoutMs / 1_000} s.`);
}

export interface Span {
  /** Counted from here on: a program that compiles itself while it runs needs a start. */
  readonly from: number;
  readonly to: number;
}

/** Numbers a second on the way from one count to another, asking again and again. */
export async function rateBetween({ from, to }: Span, count: () => Promise<number>): Promise<number> {
  const first = await reach(from, count);
  const last = await reach(to, count);
  return (last.count - first.count) / ((last.atMs - first.atMs) / 1_000);
}

/** Up to where a group has committed a topic, summed over all partitions. */
export async function committedBy(admin: Admin, group: string, topic: string): Promise<number> {
  const [committed] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
  return (committed?.partitions ?? []).reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0);
}

async function reach(
  wanted: number,
  count: () => Promise<number>,
): Promise<{ readonly count: number; readonly atMs: number }> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    const now = await count();
    if (now >= wanted) return { count: now, atMs: performance.now() };
    await pause(pollMs);
  }
  throw new Error(`Only ${await count()} of ${wanted} came within ${timeoutMs / 1_000} s.`);
}
