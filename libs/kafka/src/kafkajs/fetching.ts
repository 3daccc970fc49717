import { createRequire } from 'node:module';
import { fetchCall, type FetchedBytes } from '../wire/fetch.ts';
import { batchPayload, type StoredBatch, storedBatches } from '../wire/stored-batch.ts';
import { type KafkajsMessage, receivedIn } from '../wire/stored-record.ts';
import { type Broker, errorOfCode, type FetchOptions, sendTo } from './internals.ts';

const require = createRequire(import.meta.url);
const { prototype } = require('kafkajs/src/broker') as { readonly prototype: Broker };
const { KafkaJSOffsetOutOfRange: OffsetOutOfRange } = require('kafkajs/src/errors') as {
  readonly KafkaJSOffsetOutOfRange: new (
    error: Error,
    place: { readonly topic: string; readonly partition: number },
  ) => Error;
};
const shuffled = require('kafkajs/src/utils/shuffle') as <Item>(items: readonly Item[]) => Item[];

/**
 * Has the records of a fetch read by our own reader. kafkajs's takes several times as long: for each record it makes five big integers out of
 * texts and texts out of them. It also knows no end of a batch whose last records were compacted away, and fetches it again and again.
 */
export function patchFetching(): void {
  if (typeof prototype.fetch !== 'function') throw new Error('kafkajs has no Broker.fetch to patch.');
  prototype.fetch = fetchRecords;
}

async function fetchRecords(this: Broker, options: FetchOptions) {
  const fetched = await sendTo(this, fetchCall({ ...options, topics: inAnyOrder(options.topics) }));
  const failed = fetched.find(({ errorCode }) => errorCode !== 0);
  if (failed !== undefined) throw errorOf(failed);
  const byTopic = Map.groupBy(fetched, ({ topic }) => topic);
  return {
    responses: await Promise.all(
      [...byTopic].map(async ([topicName, ofTopic]) => ({
        topicName,
        partitions: await Promise.all(ofTopic.map(readPartition)),
      })),
    ),
  };
}

/** By the one error of its own, kafkajs begins again where the topic does. */
function errorOf({ topic, partition, errorCode }: FetchedBytes): Error {
  const error = errorOfCode(errorCode);
  return error.type === 'OFFSET_OUT_OF_RANGE' ? new OffsetOutOfRange(error, { topic, partition }) : error;
}

/** The broker fills an answer in the order of the question: so that no partition waits for ever for the others. */
function inAnyOrder(topics: FetchOptions['topics']): FetchOptions['topics'] {
  const single = topics.flatMap(({ topic, partitions }) =>
    partitions.map((partition) => ({ topic, partitions: [partition] })),
  );
  return shuffled(single);
}

/** A partition of an answer, in the form that kafkajs has for it. */
export async function readPartition(fetched: FetchedBytes) {
  const { partition, errorCode, highWatermark, lastStableOffset, logStartOffset } = fetched;
  const messages: KafkajsMessage[] = [];
  for (const batch of storedBatches(fetched))
    if (batch.isCommitted) await readInto(messages, batch);
    else messages.push(...passedOver(batch.firstOffset, batch.lastOffset));
  return {
    partition,
    errorCode,
    highWatermark: String(highWatermark),
    lastStableOffset: String(lastStableOffset),
    lastStartOffset: String(logStartOffset),
    preferredReadReplica: fetched.preferredReadReplica,
    abortedTransactions: [],
    messages,
  };
}

async function readInto(messages: KafkajsMessage[], batch: StoredBatch): Promise<void> {
  const records = receivedIn(batch, await batchPayload(batch));
  for (const record of records) messages.push(record);
  const last = records.at(-1);
  const end = last === undefined ? batch.firstOffset : Number(last.offset) + 1;
  if (end <= batch.lastOffset) messages.push(...passedOver(end, batch.lastOffset));
}

/** Offsets without a record that anybody is to see. */
function passedOver(first: number, last: number): KafkajsMessage[] {
  return (first === last ? [first] : [first, last]).map((offset) => ({
    offset: String(offset),
    timestamp: '0',
    key: null,
    value: null,
    headers: {},
    isControlRecord: true,
  }));
}
