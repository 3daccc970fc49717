import { type BinlogBatch, type Position, readBinlog, samePosition } from '@payments/binlog';
import { TransactionPace } from '@payments/kafka';
import { paymentRecord, type PaymentRecord, type PaymentRow } from './payment-row.ts';
import type { Publication } from './publication.task.ts';
import { paymentsTable, relayNames, type RelayOptions, transactionLimits } from './relay-options.ts';

/** Without payments the position still moves, with everything else that is written to the database. */
const idleMs = 10_000;
/** Kafka forgets positions that are not committed anew (`offsets.retention.minutes`, 7 days by default). */
const recommitMs = 60 * 60 * 1_000;

/**
 * Publishes every payment that is committed after `from`, in commit order, until the signal aborts. While one transaction
 * is written the next is decoded, and with a backlog made ready as well.
 *
 * @throws what reading or writing fails with; nothing is under way then
 */
export async function streamPayments(
  options: RelayOptions,
  { publication, from, signal }: { publication: Publication; from: Position; signal: AbortSignal },
): Promise<void> {
  const writer = new TransactionWriter(options, publication, from);
  const { database: schema, ...account } = options.database;
  const batches = readBinlog({
    connection: account,
    tables: [{ schema, table: paymentsTable }],
    operations: ['insert'],
    from,
    signal: AbortSignal.any([signal, writer.failed]),
    idleMs,
    ...transactionLimits,
    onStatus: (status) => {
      if (status.state === 'waiting') options.log.warn(`Waiting for MySQL's binlog: ${status.cause.message}`);
    },
  });
  try {
    for await (const batch of batches) await writer.take(batch);
  } finally {
    await writer.finish();
  }
  writer.failed.throwIfAborted();
}

/** Writes one transaction at a time; with a backlog, it takes the next batch meanwhile. */
class TransactionWriter {
  private readonly failure = new AbortController();
  private readonly ending = new AbortController();
  private readonly pace = new TransactionPace('first');
  private writing: Promise<void> = Promise.resolve();
  /** What goes into the next transaction. */
  private readonly records: PaymentRecord[] = [];
  private committedAt: number;

  constructor(
    private readonly options: RelayOptions,
    private readonly publication: Publication,
    private committed: Position,
  ) {
    this.committedAt = options.now();
  }

  /** Aborts, with the error, when a transaction fails. */
  get failed(): AbortSignal {
    return this.failure.signal;
  }

  async take(batch: BinlogBatch): Promise<void> {
    const { topic } = this.options.names ?? relayNames;
    for (const record of recordsOf(batch, topic)) this.records.push(record);
    if (batch.hasMore) return;
    const records = this.records.splice(0);
    await this.writing;
    this.failed.throwIfAborted();
    if (records.length === 0 && !this.isDue(batch.position)) return;
    this.writing = this.write(records, batch.position).catch((error: unknown) => this.failure.abort(error));
    // Asked for now, the next batch would hold what there is now, and what comes during the rest would wait for another one.
    if (!this.pace.isBacklog(records.length)) await this.writing;
  }

  async finish(): Promise<void> {
    this.ending.abort();
    await this.writing;
  }

  private isDue(position: Position): boolean {
    return !samePosition(position, this.committed) || this.options.now() - this.committedAt > recommitMs;
  }

  private async write(records: readonly PaymentRecord[], position: Position): Promise<void> {
    const startedMs = performance.now();
    await this.publication.publish(records, { state: 'streaming', position });
    this.committed = position;
    this.committedAt = this.options.now();
    this.options.onPublished?.({
      events: records.length,
      oldestCreatedAtMs: records[0]?.timestampMs,
      position,
    });
    await this.pace.rest({ startedMs, records: records.length }, this.ending.signal);
  }
}

function recordsOf({ changes }: BinlogBatch, topic: string): PaymentRecord[] {
  const records: PaymentRecord[] = [];
  for (const change of changes) {
    if (change.operation !== 'insert') continue;
    for (const row of change.rows) records.push(paymentRecord(topic, row as unknown as PaymentRow));
  }
  return records;
}
