import { paymentRequested } from '@payments/contracts';
import type { KafkaConnection } from '@payments/kafka';

/** The database's account, which may read the binlog. */
export interface RelayDatabase {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export interface RelayLog {
  log(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** What the relay needs, and whom it tells. */
export interface RelayOptions {
  readonly database: RelayDatabase;
  readonly kafka: KafkaConnection;
  readonly log: RelayLog;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly onPublished?: (published: Published) => void;
  readonly names?: RelayNames;
}

/** One Kafka transaction. */
export interface Published {
  readonly events: number;
  /** The oldest payment in it was accepted then; undefined if it only moved the position. */
  readonly oldestCreatedAtMs: number | undefined;
  readonly position: { readonly file: string; readonly offset: number };
}

/** Of everything that exists once in a platform, so that tests can have theirs. */
export interface RelayNames {
  readonly topic: string;
  /** The group under which the position is committed. */
  readonly group: string;
  readonly transactionalId: string;
}

export const relayNames: RelayNames = {
  topic: paymentRequested.topic.name,
  group: 'payments-relay',
  transactionalId: 'payments-relay',
};

export const paymentsTable = 'payments';

/** Bounds of one Kafka transaction, twice as much if a transaction of MySQL ends within that, and so of what waits in memory: one is written while the next is decoded. */
export const transactionLimits = { maxRows: 6_000, maxBytes: 8 * 1024 * 1024 };
