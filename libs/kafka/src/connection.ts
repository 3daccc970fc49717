import kafkajs, {
  type Admin,
  type Consumer,
  type ConsumerConfig,
  type Kafka,
  type RetryOptions,
} from 'kafkajs';
import { errorType, isAnswerLost, PositionUnsettledError } from './errors.ts';
import { type Cluster, coordinatorTypes, createCluster, sendTo } from './kafkajs/internals.ts';
import { kafkajsLogCreator, type Log } from './kafkajs/log.ts';
import { patchKafkajs } from './kafkajs/patches.ts';
import { retry } from './retry.ts';
import { type CommittedPosition, offsetFetchCall, type PartitionPosition } from './wire/offset-fetch.ts';

patchKafkajs();

export interface KafkaConnectionOptions {
  /** `host:port` of at least one broker. */
  readonly brokers: readonly string[];
  /** How brokers name this client in their logs and metrics. */
  readonly clientId: string;
  readonly log: Log;
  /** How long an answer may take before it counts as lost, in milliseconds. */
  readonly requestTimeoutMs?: number;
}

const defaultRequestTimeoutMs = 10_000;
const connectionTimeoutMs = 3_000;
/**
 * For consumers: as long as a broker may take to restart, about 30 s. One that gives up before leaves its group without saying so,
 * and waits on its return until its former self has timed out.
 */
const patience = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 30 };
const positionTimeoutMs = 30_000;

/** One Kafka cluster, seen from one service. Producers, consumers and admin requests each have connections of their own. */
export class KafkaConnection {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly log: Log;
  readonly requestTimeoutMs: number;
  private readonly kafka: Kafka;
  private readonly patientKafka: Kafka;

  constructor(options: KafkaConnectionOptions) {
    this.brokers = options.brokers;
    this.clientId = options.clientId;
    this.log = options.log;
    this.requestTimeoutMs = options.requestTimeoutMs ?? defaultRequestTimeoutMs;
    this.kafka = this.client({ initialRetryTime: 100, maxRetryTime: 2_000, retries: 5 });
    this.patientKafka = this.client(patience);
  }

  /** A cluster with connections of its own, for what kafkajs's public interface cannot do. */
  createCluster(): Cluster {
    return createCluster(this.kafka);
  }

  /** A consumer of kafkajs; topics are never made by asking for them. */
  consumer(config: ConsumerConfig): Consumer {
    return this.patientKafka.consumer({ retry: patience, ...config, allowAutoTopicCreation: false });
  }

  /** Connects an admin client for the time of `work`. */
  async withAdmin<Result>(work: (admin: Admin) => Promise<Result>): Promise<Result> {
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }

  private client(retryOptions: RetryOptions): Kafka {
    return new kafkajs.Kafka({
      brokers: [...this.brokers],
      clientId: this.clientId,
      requestTimeout: this.requestTimeoutMs,
      connectionTimeout: connectionTimeoutMs,
      retry: retryOptions,
      logLevel: kafkajs.logLevel.WARN,
      logCreator: kafkajsLogCreator(this.log),
    });
  }
}

/**
 * Describes a connection; nothing is sent before the first use.
 *
 * @example
 * const connection = connectKafka({ brokers: ['127.0.0.1:9092'], clientId: 'limit-check', log: new Logger('Kafka') });
 */
export function connectKafka(options: KafkaConnectionOptions): KafkaConnection {
  return new KafkaConnection(options);
}

/**
 * The position a group has committed for a partition, and the metadata committed beside it; undefined if there is none. Waits
 * for a transaction that is still completing, so that what is returned is what will stay.
 */
// oxlint-disable-next-line max-params -- group, topic and partition name one thing
export async function readCommittedPosition(
  connection: KafkaConnection,
  group: string,
  topic: string,
  partition: number,
): Promise<CommittedPosition | undefined> {
  const [found] = await readCommittedPositions(connection, group, { [topic]: [partition] });
  return found?.position;
}

/**
 * The same for several partitions, by topic, in one request; by default all that the group has committed anything for.
 *
 * @throws PositionUnsettledError if a transaction that commits one of them is open for more than 30 s
 */
export async function readCommittedPositions(
  connection: KafkaConnection,
  group: string,
  partitions?: Readonly<Record<string, readonly number[]>>,
): Promise<readonly PartitionPosition[]> {
  const topics =
    partitions && Object.entries(partitions).map(([topic, ofTopic]) => ({ topic, partitions: ofTopic }));
  const cluster = connection.createCluster();
  try {
    return await retry(
      async () => {
        await cluster.connect();
        await cluster.refreshMetadataIfNecessary();
        const coordinator = await cluster.findGroupCoordinator({
          groupId: group,
          coordinatorType: coordinatorTypes.GROUP,
        });
        return sendTo(coordinator, offsetFetchCall({ group, topics }));
      },
      {
        timeoutMs: positionTimeoutMs,
        firstPauseMs: 10,
        maxPauseMs: 500,
        isRetriable: (error) => isAnswerLost(error) || retriablePositionErrors.has(errorType(error)),
      },
    );
  } catch (error) {
    throw errorType(error) === unsettled ? positionUnsettled(group, error) : error;
  } finally {
    await cluster.disconnect();
  }
}

/** To abort it from here would be wrong: it may have been committed, as far as everybody else is concerned. */
function positionUnsettled(group: string, cause: unknown): Error {
  const forMs = `for ${positionTimeoutMs / 1000} s`;
  return new PositionUnsettledError(
    `A transaction that commits a position of ${group} has not ended ${forMs}. If it is nobody's any more, the broker has ` +
      'lost its end, as Kafka 4.3.0 and 4.3.1 do when they are killed: docs/decisions/0025 says what to do.',
    { cause },
  );
}

const unsettled = 'UNSTABLE_OFFSET_COMMIT';
const retriablePositionErrors = new Set([
  unsettled,
  'GROUP_LOAD_IN_PROGRESS',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR_FOR_GROUP',
  'KafkaJSNumberOfRetriesExceeded',
  'KafkaJSGroupCoordinatorNotFound',
]);
