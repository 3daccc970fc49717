import { Logger } from '@nestjs/common';
import { eventually, testStack, unique } from '@payments/testing';
import { connectKafka } from '../connection.ts';
import { deadLetterTopicOf } from '../dead-letters/dead-letter-record.ts';
import { StatefulProcessor } from '../processor/stateful-processor.ts';
import { EventProducer } from '../producer/event-producer.ts';
import type { ReceivedRecord } from '../records.ts';
import { ensureTopics } from '../topics/ensure-topics.ts';
import { readTopic } from '../topics/read-topic.ts';

interface Ticket {
  readonly subject: string;
  readonly type: 'ticket';
  readonly number: number;
}
interface Numbered {
  readonly subject: string;
  readonly number: number;
  /** How many tickets of this subject came before, this one included. */
  readonly place: number;
}
export type TicketProcessor = StatefulProcessor<Ticket, number>;

export const partitions = 6;
export const connection = connectKafka({
  ...testStack().kafka,
  clientId: 'processor-test',
  log: new Logger('test'),
});

/** Topics of one test, and processors that tell each ticket its place among those of its subject. */
export class TicketOffice {
  readonly names: { readonly input: string; readonly output: string; readonly changelog: string };
  readonly producer = new EventProducer(connection);
  /** Records that were handled, by any of the processors. */
  handled = 0;
  /** Why partitions threw their state away. */
  readonly resets: unknown[] = [];
  private readonly processors: TicketProcessor[] = [];

  private constructor(readonly name: string) {
    this.names = { input: `${name}.tickets`, output: `${name}.places`, changelog: `${name}.counts` };
  }

  static async open(): Promise<TicketOffice> {
    const office = new TicketOffice(unique('office'));
    const { name, names } = office;
    await ensureTopics(connection, [
      { name: names.input, partitions, cleanup: 'delete' },
      { name: names.output, partitions, cleanup: 'delete' },
      { name: names.changelog, partitions, cleanup: 'compact' },
      { name: deadLetterTopicOf(name), partitions: 1, cleanup: 'delete' },
    ]);
    return office;
  }

  async close(): Promise<void> {
    for (const processor of this.processors.toReversed()) await processor.stop();
    await this.producer.disconnect();
  }

  /** Starts a processor, and waits until it is ready. */
  async staff({ sessionTimeoutMs = 6_000, through = connection } = {}): Promise<TicketProcessor> {
    const { name, names } = this;
    const processor = new StatefulProcessor<Ticket, number>(
      through,
      {
        group: name,
        input: {
          type: 'ticket',
          topic: { name: names.input },
          check: (value): value is Ticket => (value as Ticket | null)?.type === 'ticket',
          violations: () => [{ pointer: '/type', detail: 'must be ticket' }],
        },
        changelog: { name: names.changelog },
        handle: ({ subject, number }, count = 0) => {
          if (number < 0) throw new RangeError('There is no such ticket.');
          const numbered: Numbered = { subject, number, place: count + 1 };
          return { state: count + 1, events: [{ topic: names.output, event: numbered }] };
        },
      },
      {
        sessionTimeoutMs,
        maxBatchRecords: 50,
        observer: {
          committed: ({ records }) => (this.handled += records),
          reset: (_, reason) => void this.resets.push(reason),
        },
      },
    );
    await processor.start();
    this.processors.push(processor);
    await eventually(() => processor.unreadyReason() === undefined, { what: 'the processor to be ready' });
    return processor;
  }

  sell(numbers: readonly number[], subjects = 20): Promise<void> {
    return this.producer.send(
      numbers.map((number) => ({
        topic: this.names.input,
        key: `guest-${number % subjects}`,
        value: JSON.stringify({ type: 'ticket', subject: `guest-${number % subjects}`, number }),
      })),
    );
  }
}

/** Everything in a topic that is committed, once there are `count` records of it. */
export async function recordsOf(topic: string, count: number): Promise<readonly ReceivedRecord[]> {
  return eventually(
    async () => {
      const received: ReceivedRecord[] = [];
      await readTopic(connection, topic, (records) => void received.push(...records));
      return received.length >= count && received;
    },
    { what: `${count} records in ${topic}` },
  );
}

/** What is wrong, if not each of so many tickets is there once, and the places of each subject are 1, 2, 3... in log order. */
export function faultsIn(records: readonly ReceivedRecord[], count: number): string[] {
  const placed = records.map(({ value }) => JSON.parse(String(value)) as Numbered);
  const numbers = new Set(placed.map(({ number }) => number));
  const faults = [...Map.groupBy(placed, ({ subject }) => subject)].flatMap(([subject, all]) => {
    const places = all.map(({ place }) => place);
    return places.every((place, index) => place === index + 1) ? [] : [`${subject}: ${places.join(', ')}`];
  });
  if (numbers.size !== count) faults.push(`${numbers.size} tickets, not ${count}`);
  if (placed.length !== count) faults.push(`${placed.length} records, not ${count}`);
  return faults;
}

export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);
