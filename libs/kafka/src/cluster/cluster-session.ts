import type { KafkaConnection } from '../connection.ts';
import { errorType, isAnswerLost, messageOf } from '../errors.ts';
import { type Broker, type Cluster, request } from '../kafkajs/internals.ts';
import { retry } from '../retry.ts';

/** Kafka did not answer in time. */
export class KafkaAwayError extends Error {
  override readonly name = 'KafkaAwayError';
}

/** Kafka answered that it does not do what it was asked. */
export class KafkaRefusalError extends Error {
  override readonly name = 'KafkaRefusalError';
  /** Kafka's name for the reason, for example `TOPIC_ALREADY_EXISTS`. */
  readonly type: string;

  constructor(type: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.type = type;
  }
}

const defaultTimeoutMs = 5_000;
/** For so long after it was away, whoever asks is told so at once. */
const awayForMs = 1_000;

/**
 * A lasting connection to a cluster, for questions about it. Each ends within `timeoutMs`: with its answer, with KafkaAwayError, or with
 * KafkaRefusalError. It connects when it is first asked, and again when it has to.
 *
 * @example
 * const session = new ClusterSession(connection);
 * const { brokers, topics } = await describeCluster(session);
 */
export class ClusterSession {
  readonly connection: KafkaConnection;
  private readonly timeoutMs: number;
  private cluster: Cluster | undefined;
  private connecting: Promise<Cluster> | undefined;
  /** kafkajs calls a cluster connected before it knows who its controller is. */
  private knowsBrokers = false;
  private away: { readonly untilMs: number; readonly error: KafkaAwayError } | undefined;

  constructor(connection: KafkaConnection, { timeoutMs = defaultTimeoutMs } = {}) {
    this.connection = connection;
    this.timeoutMs = timeoutMs;
  }

  /** Does what the cluster is needed for; what fails because an answer was lost or a leader has moved is done again. */
  ask<Answer>(work: (cluster: Cluster) => Promise<Answer>): Promise<Answer> {
    return this.attempt(work, (error) => isAnswerLost(error) || isRetriable(error));
  }

  /** The same for what must not be done twice: it is done again only if a broker has said that it did not do it. */
  async askOnce<Answer>(work: (cluster: Cluster) => Promise<Answer>): Promise<Answer> {
    await this.ask(() => Promise.resolve());
    return this.attempt(work, (error) => isRefusal(error) && isRetriable(error));
  }

  async close(): Promise<void> {
    await this.cluster?.disconnect();
  }

  private async attempt<Answer>(
    work: (cluster: Cluster) => Promise<Answer>,
    isWorthAnother: (error: unknown) => boolean,
  ): Promise<Answer> {
    const { timeoutMs } = this;
    if (this.away !== undefined && performance.now() < this.away.untilMs) throw this.away.error;
    const asking = retry(async () => work(await this.connected()), {
      timeoutMs: timeoutMs / 2,
      firstPauseMs: 50,
      maxPauseMs: 500,
      isRetriable: isWorthAnother,
      onRetry: () => this.refresh(),
    });
    try {
      const answer = await inTime(timeoutMs, asking);
      this.away = undefined;
      return answer;
    } catch (error) {
      throw this.explained(error);
    }
  }

  private async connected(): Promise<Cluster> {
    if (this.knowsBrokers && this.cluster?.isConnected() === true) return this.cluster;
    this.connecting ??= this.connect().finally(() => {
      this.connecting = undefined;
    });
    return this.connecting;
  }

  private async connect(): Promise<Cluster> {
    this.cluster ??= this.connection.createCluster();
    this.knowsBrokers = false;
    await this.cluster.connect();
    await this.cluster.refreshMetadata();
    this.knowsBrokers = true;
    return this.cluster;
  }

  private async refresh(): Promise<void> {
    try {
      await this.cluster?.refreshMetadata();
    } catch {
      // The next attempt fails for the same reason, and says so.
    }
  }

  private explained(error: unknown): unknown {
    if (error instanceof KafkaAwayError || isAnswerLost(error)) {
      const away = new KafkaAwayError(
        `Kafka at ${this.connection.brokers.join(', ')} does not answer: ${messageOf(error)}`,
        { cause: error },
      );
      this.away = { untilMs: performance.now() + awayForMs, error: away };
      return away;
    }
    const type = errorType(error);
    return isRefusal(error) ? new KafkaRefusalError(type, messageOf(error), { cause: error }) : error;
  }
}

function isRetriable(error: unknown): boolean {
  return (error as { retriable?: boolean }).retriable === true;
}

/** An answer came, and it says no. */
function isRefusal(error: unknown): boolean {
  return (error as Error).name === 'KafkaJSProtocolError';
}

/** Any of the brokers, for what each of them knows. */
export async function anyBroker(cluster: Cluster): Promise<Broker> {
  return cluster.brokerPool.findConnectedBroker();
}

/** Sends one of the requests that kafkajs knows, and takes the answer as it came, with the errors that are in it. */
export function requestAsIs<Answer>(broker: Broker, name: string, payload: object): Promise<Answer> {
  return request<Answer>(broker, name, payload, { isParsed: false });
}

async function inTime<Answer>(timeoutMs: number, work: Promise<Answer>): Promise<Answer> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new KafkaAwayError(`no answer within ${timeoutMs} ms`)), timeoutMs);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
    // What comes too late is nobody's any more.
    work.catch(() => undefined);
  }
}
