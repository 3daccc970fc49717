import { setTimeout as pause } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import type { KafkaConnection } from '@payments/kafka';
import { Failure } from '../stack/failure.ts';

type Consumer = ReturnType<KafkaConnection['consumer']>;

const pollMs = 20;
const sessionTimeoutMs = 30_000;

/** Watches topics from now on, and remembers where each event of the demo's users stands. */
export class TopicWatch {
  readonly #connection: KafkaConnection;
  readonly #group = `demo-${randomUUID()}`;
  readonly #places = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  readonly #isOurs: (userId: string) => boolean;
  #consumer: Consumer | undefined;

  constructor(connection: KafkaConnection, isOurs: (userId: string) => boolean) {
    this.#connection = connection;
    this.#isOurs = isOurs;
  }

  /** What is written after this has resolved is seen. */
  async start(topics: readonly string[]): Promise<void> {
    const ends = await this.#ends(topics);
    const consumer = this.#connection.consumer({ groupId: this.#group, sessionTimeout: sessionTimeoutMs });
    this.#consumer = consumer;
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: false });
    await consumer.run({
      autoCommit: false,
      eachBatch: ({ batch: { topic, partition, messages } }) => {
        for (const { key, value, offset } of messages) {
          if (key !== null && value !== null && this.#isOurs(key.toString()))
            this.#see(topic, idOf(value), `${topic}[${partition}]@${offset}`);
        }
        return Promise.resolve();
      },
    });
    for (const end of ends) consumer.seek(end);
  }

  /** How many events of the demo's users were seen in a topic. */
  count(topic: string): number {
    return this.#counts.get(topic) ?? 0;
  }

  /** Where an event stands: `topic[partition]@offset`. */
  async placeOf(eventId: string, timeoutMs = 15_000): Promise<string> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const place = this.#places.get(eventId);
      if (place !== undefined) return place;
      if (performance.now() > deadline)
        throw new Failure(`The event ${eventId} has not come within ${timeoutMs / 1_000} s.`);
      await pause(pollMs);
    }
  }

  async stop(): Promise<void> {
    await this.#consumer?.disconnect();
    await this.#connection.withAdmin((admin) => admin.deleteGroups([this.#group])).catch(() => undefined);
  }

  #see(topic: string, eventId: string, place: string): void {
    if (this.#places.has(eventId)) return;
    this.#places.set(eventId, place);
    this.#counts.set(topic, this.count(topic) + 1);
  }

  #ends(topics: readonly string[]) {
    return this.#connection.withAdmin(async (admin) => {
      const ofTopics = await Promise.all(
        topics.map(async (topic) => {
          const offsets = await admin.fetchTopicOffsets(topic);
          return offsets.map(({ partition, high }) => ({ topic, partition, offset: high }));
        }),
      );
      return ofTopics.flat();
    });
  }
}

function idOf(value: Buffer): string {
  return (JSON.parse(value.toString()) as { id: string }).id;
}
