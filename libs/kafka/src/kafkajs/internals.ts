import { createRequire } from 'node:module';
import type { Batch, Kafka } from 'kafkajs';

/**
 * The parts of kafkajs below its public interface that this library builds on. They have no types of their own; the version is
 * pinned, and `patches.spec.ts` fails when one of them is no longer what is described here.
 */
const require = createRequire(import.meta.url);

/** A request of Kafka's protocol and how to read its answer. */
export interface ProtocolCall<Answer> {
  readonly request: {
    readonly apiKey: number;
    readonly apiVersion: number;
    readonly apiName: string;
    encode(): Promise<EncodedRequest>;
  };
  readonly response: {
    decode(payload: Buffer): Promise<object>;
    parse(decoded: object): Promise<Answer>;
  };
  readonly logResponseError?: boolean;
  readonly requestTimeout?: number;
}

/** What kafkajs calls an Encoder, as far as it reads one. */
export interface EncodedRequest {
  readonly buf: Buffer;
  readonly buffer: Buffer;
}

interface RequestDefinition {
  readonly versions: readonly string[];
}

/** A broker and the connections to it. */
export interface Broker {
  readonly nodeId: number;
  readonly connectionPool: { send<Answer>(call: ProtocolCall<Answer>): Promise<Answer> };
  lookupRequest(
    apiKey: number,
    definition: RequestDefinition,
  ): (payload: object) => ProtocolCall<Record<string, unknown>>;
  fetch(options: FetchOptions): Promise<{ readonly responses: readonly FetchedTopic[] }>;
  disconnect(): Promise<void>;
}

/** What to read of some partitions, all of which the broker leads. */
export interface FetchOptions {
  readonly isolationLevel: number;
  /** How long the broker may wait for records, in milliseconds. */
  readonly maxWaitTime: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly { partition: number; fetchOffset: string; maxBytes: number }[];
  }[];
  /** Where the reader is. */
  readonly rackId?: string;
}

interface FetchedTopic {
  readonly topicName: string;
  readonly partitions: readonly FetchedPartition[];
}

export interface FetchedPartition {
  readonly partition: number;
  /** Before it every transaction is over. */
  readonly lastStableOffset: string;
}

/** What was fetched of one partition, without what was aborted and without the markers of transactions. */
export interface FetchedBatch extends Pick<Batch, 'topic' | 'partition' | 'messages'> {
  readonly rawMessages: readonly unknown[];
  lastOffset(): string;
}

/** What kafkajs knows of a cluster: its brokers, and the topics that were asked for. */
export interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  isConnected(): boolean;
  refreshMetadata(): Promise<void>;
  refreshMetadataIfNecessary(): Promise<void>;
  addMultipleTargetTopics(topics: readonly string[]): Promise<void>;
  findTopicPartitionMetadata(topic: string): readonly { partitionId: number; leader: number }[];
  readonly brokerPool: { findConnectedBroker(): Promise<Broker> };
  findBroker(node: { nodeId: number | string }): Promise<Broker>;
  findControllerBroker(): Promise<Broker>;
  findGroupCoordinator(options: { groupId: string; coordinatorType: number }): Promise<Broker>;
  fetchTopicsOffset(
    topics: readonly {
      topic: string;
      partitions: readonly { partition: number }[];
      fromBeginning: boolean;
    }[],
  ): Promise<readonly { topic: string; partitions: readonly { partition: number; offset: string }[] }[]>;
}

interface ClusterOptions {
  readonly metadataMaxAge: number;
  readonly allowAutoTopicCreation: boolean;
  readonly maxInFlightRequests: number | null;
  readonly isolationLevel: number;
}

type CreateCluster = (options: ClusterOptions) => Cluster;

/** The numbers of the requests, by kafkajs's names. */
export const apiKeys = require('kafkajs/src/protocol/requests/apiKeys') as Readonly<Record<string, number>>;
export const requestDefinitions = (
  require('kafkajs/src/protocol/requests') as { requests: Readonly<Record<string, RequestDefinition>> }
).requests;
export const coordinatorTypes = require('kafkajs/src/protocol/coordinatorTypes') as {
  readonly GROUP: number;
  readonly TRANSACTION: number;
};
export const Fetched = require('kafkajs/src/consumer/batch') as new (
  topic: string,
  fetchedOffset: string,
  answer: { readonly partition: number },
) => FetchedBatch;
const isolationLevels = require('kafkajs/src/protocol/isolationLevel') as {
  readonly READ_COMMITTED: number;
  readonly READ_UNCOMMITTED: number;
};
export const readCommitted = isolationLevels.READ_COMMITTED;
/** For the end of a partition: with what is not committed yet. */
const readUncommitted = isolationLevels.READ_UNCOMMITTED;
export const errorOfCode = (
  require('kafkajs/src/protocol/error') as { createErrorFromCode: (code: number) => Error & { type: string } }
).createErrorFromCode;
export const RequestQueue = require('kafkajs/src/network/requestQueue') as { prototype: RequestQueueShape };
export const kafkajsVersion = (require('kafkajs/package.json') as { version: string }).version;

export interface RequestQueueShape {
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  readonly pending: readonly unknown[];
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
}

const metadataMaxAgeMs = 60_000;

/** A cluster with connections of its own, made as kafkajs makes one for each of its producers. */
export function createCluster(kafka: Kafka): Cluster {
  const symbol = Object.getOwnPropertySymbols(kafka).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  );
  const create = symbol && (kafka as unknown as Record<symbol, CreateCluster>)[symbol];
  if (create === undefined)
    throw new Error(
      `kafkajs ${kafkajsVersion} no longer makes clusters as 2.2.4 does; see kafkajs/internals.ts.`,
    );
  return create({
    metadataMaxAge: metadataMaxAgeMs,
    allowAutoTopicCreation: false,
    maxInFlightRequests: null,
    isolationLevel: readUncommitted,
  });
}

/**
 * Sends one of the requests kafkajs knows, without a log line for an answer that says no. With `isParsed: false` the answer is as it
 * came, with the errors in it; otherwise the first of them is thrown.
 */
// oxlint-disable-next-line max-params -- as kafkajs has it, and one option
export async function request<Answer>(
  broker: Broker,
  name: string,
  payload: object,
  { isParsed = true } = {},
): Promise<Answer> {
  const definition = requestDefinitions[name];
  const apiKey = apiKeys[name];
  if (definition === undefined || apiKey === undefined) throw new Error(`kafkajs knows no request ${name}.`);
  const call = broker.lookupRequest(apiKey, definition)(payload);
  if (isParsed) return (await sendTo(broker, call)) as Answer;
  const response = { ...call.response, parse: (decoded: object) => Promise.resolve(decoded) };
  return (await sendTo(broker, { ...call, response })) as Answer;
}

/** Sends a request; a broker whose connection was closed is forgotten, so that the next request connects again. */
export async function sendTo<Answer>(broker: Broker, call: ProtocolCall<Answer>): Promise<Answer> {
  try {
    return await broker.connectionPool.send({ ...call, logResponseError: false });
  } catch (error) {
    if ((error as Error).name === 'KafkaJSConnectionClosedError') await broker.disconnect();
    throw error;
  }
}
