import { setTimeout as pause } from 'node:timers/promises';
import type { KafkaConnection } from '@payments/kafka';
import { consumerLag } from './consumer-lag.ts';
import type { Scope } from './ledger.ts';
import { auditedTopics } from './payment-topics.ts';
import type { PaymentTables, Progress } from './payment-tables.ts';

export interface SettleOptions {
  readonly tables: PaymentTables;
  readonly connection: KafkaConnection;
  readonly scope: Scope;
  readonly timeoutMs: number;
  readonly onProgress: (text: string) => void;
}

const pollMs = 250;
/** Counting goes through every payment, and must not keep the database from its work. */
const pausePerCount = 3;
/** A lag that has not changed for so long is made of transaction markers only. */
const unchangedMs = 3_000;
/** A payment that was accepted in the scope may be committed a little after it. */
const longestCommitMs = 6_000;

/**
 * Waits until every payment of the scope is decided, its user notified if that is due, and no consumer has anything to read.
 * Returns what is still missing when the time is up, in words; undefined if it is nothing.
 */
export async function settle(options: SettleOptions): Promise<string | undefined> {
  const { tables, scope, timeoutMs, onProgress } = options;
  const deadline = performance.now() + timeoutMs;
  const lag = new LagWatch(options.connection);
  for (;;) {
    const askedMs = performance.now();
    const progress = await tables.progress(scope);
    const pauseMs = Math.max(pollMs, (performance.now() - askedMs) * pausePerCount);
    const missing = stillMissing(progress) ?? (await tooEarly(options, progress, lag));
    if (missing === undefined) return undefined;
    if (performance.now() >= deadline) return missing;
    onProgress(missing);
    await pause(pauseMs);
  }
}

function stillMissing({ pending, rejected, notified }: Progress): string | undefined {
  const parts = [
    ...(pending > 0 ? [`${pending.toLocaleString('en')} payments are pending`] : []),
    ...(notified < rejected
      ? [`${(rejected - notified).toLocaleString('en')} notifications are missing`]
      : []),
  ];
  return parts.length > 0 ? parts.join(', ') : undefined;
}

async function tooEarly(
  { tables, scope }: SettleOptions,
  { newer }: Progress,
  lag: LagWatch,
): Promise<string | undefined> {
  // While payments keep coming consumers never have nothing to read; those of the scope are all that counts.
  if (newer === 0) return lag.stillToRead();
  return (await tables.nowMs()) < scope.toMs + longestCommitMs
    ? 'payments keep coming; waiting for the last ones that count'
    : undefined;
}

class LagWatch {
  readonly #connection: KafkaConnection;
  #lag = -1;
  #changedAtMs = 0;

  constructor(connection: KafkaConnection) {
    this.#connection = connection;
  }

  async stillToRead(): Promise<string | undefined> {
    const lags = await Promise.all(
      auditedTopics.map(({ reader, topic }) => consumerLag(this.#connection, reader, topic)),
    );
    const lag = lags.reduce((sum, each) => sum + each, 0);
    if (lag !== this.#lag) [this.#lag, this.#changedAtMs] = [lag, performance.now()];
    if (lag === 0 || performance.now() - this.#changedAtMs > unchangedMs) return undefined;
    return `consumers have ${lag.toLocaleString('en')} offsets to read`;
  }
}
