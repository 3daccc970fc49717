import { Injectable } from '@nestjs/common';
import type { CopyProgress, MessageCopy, ProducedMessage } from '@payments/console-api';
import {
  ClusterSession,
  EventProducer,
  type OutgoingRecord,
  produceOnce,
  RecordTooLargeError,
  type StoredRecord,
} from '@payments/kafka';
import { Clock } from '@payments/service';
import { type Static, Type } from 'typebox';
import { problems } from '../http/problems.ts';
import { bytesOf, headersOf, headersSchema, nullableBytesSchema } from '../kafka/bytes.ts';
import { contractViolations } from '../topics/topic-contract.ts';
import { Topics } from '../topics/topics.service.ts';
import { filterSchema } from './message-filter.ts';
import { MessageScan, rangeFields } from './message-scan.service.ts';

const closed = { additionalProperties: false } as const;
export const messageToProduce = Type.Object(
  {
    partition: Type.Optional(Type.Integer({ minimum: 0 })),
    key: nullableBytesSchema,
    value: nullableBytesSchema,
    headers: Type.Optional(headersSchema),
    isContractIgnored: Type.Optional(Type.Boolean()),
  },
  closed,
);
export const messageCopy = Type.Object(
  { to: Type.String({ minLength: 1 }), filter: Type.Optional(filterSchema), ...rangeFields },
  closed,
);

const recordsPerSend = 500;

/** Records written by hand. */
@Injectable()
export class MessageWrites {
  constructor(
    private readonly session: ClusterSession,
    private readonly producer: EventProducer,
    private readonly topics: Topics,
    private readonly scans: MessageScan,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem `contract_violated` unless the record is what its topic takes, or it is said that this does not matter */
  async produce(topic: string, given: Static<typeof messageToProduce>): Promise<ProducedMessage> {
    await this.topics.find(topic);
    const { partition, isContractIgnored = false } = given;
    const [key, value] = [bytesOf(given.key), bytesOf(given.value)];
    const violations = isContractIgnored ? [] : contractViolations(topic, { key, value });
    if (violations.length > 0)
      throw problems.contractViolated(
        `${violations.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('. ')}. To send it all the same, say isContractIgnored.`,
        violations,
      );
    const headers = headersOf(given.headers);
    return produceOnce(
      this.session,
      { topic, key, value, headers, ...(partition !== undefined && { partition }) },
      this.clock.now(),
    );
  }

  /** Copies records, their key, value, headers and time as they are; the key decides about the partition. Ends when nobody takes the progress. */
  async *copy(
    topic: string,
    { to, filter = {}, ...range }: MessageCopy & Static<typeof messageCopy>,
    signal: AbortSignal,
  ): AsyncGenerator<CopyProgress> {
    await this.topics.find(to);
    const startMs = performance.now();
    let copied = 0;
    let last = { searched: 0, total: 0 };
    for await (const { matches, searched, total } of this.scans.scan(topic, { range, filter }, signal)) {
      for (let at = 0; at < matches.length && !signal.aborted; at += recordsPerSend) {
        const some = matches.slice(at, at + recordsPerSend);
        await this.send(some.map((record) => outgoing(to, record)));
        copied += some.length;
      }
      last = { searched, total };
      yield {
        ...last,
        matched: copied,
        copied,
        elapsedMs: Math.round(performance.now() - startMs),
        isDone: false,
      };
    }
    yield {
      ...last,
      matched: copied,
      copied,
      elapsedMs: Math.round(performance.now() - startMs),
      isDone: true,
    };
  }

  private async send(records: readonly OutgoingRecord[]): Promise<void> {
    try {
      await this.producer.send(records);
    } catch (error) {
      if (error instanceof RecordTooLargeError) throw problems.refusedByKafka(error.message, error);
      throw error;
    }
  }
}

function outgoing(topic: string, { key, value, headers, timestampMs }: StoredRecord): OutgoingRecord {
  return { topic, key, value, headers, timestampMs };
}
