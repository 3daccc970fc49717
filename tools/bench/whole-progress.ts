import { setTimeout as pause } from 'node:timers/promises';
import type { KafkaConnection } from '@payments/kafka';
import { PaymentTables } from '../audit/payment-tables.ts';
import { endOf, endsOf } from './topic-progress.ts';

/** Where the connector puts the changes of the payments' table, and who archives them. */
const changes = 'mysql.payments.payments';
const archiver = 'connect-archive';
/** A payment changes twice: it is made, and it is decided. */
const changesEach = 2;
const pollMs = 250;
const pausePerCount = 3;
const timeoutMs = 300_000;

/** What is known of the platform before a load, which its progress is counted from. */
export interface Beginning {
  readonly fromMs: number;
  readonly changesBefore: number;
}

interface WholeOptions {
  readonly connection: KafkaConnection;
  readonly tables: PaymentTables;
}

export async function beginning({ connection, tables }: WholeOptions): Promise<Beginning> {
  return { fromMs: await tables.nowMs(), changesBefore: await endOf(connection, changes) };
}

/**
 * Waits until the last payment of a load is decided, its status in MySQL, its notification stored and its changes in S3.
 *
 * @returns when that was, by `performance.now()`
 */
export async function wholeEnd(
  { connection, tables }: WholeOptions,
  { fromMs, changesBefore }: Beginning,
  payments: number,
): Promise<number> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const askedMs = performance.now();
    const { pending, rejected, notified } = await tables.progress({ fromMs, toMs: await tables.nowMs() });
    const countingMs = performance.now() - askedMs;
    const made = (await endOf(connection, changes)) - changesBefore;
    const missing = [
      [pending, 'pending'],
      [rejected - notified, 'without their notification'],
      [Math.max(0, payments * changesEach - made), 'changes not captured'],
      [await unarchived(connection), 'changes not archived'],
    ] as const;
    if (missing.every(([count]) => count === 0)) return performance.now();
    if (performance.now() > deadline)
      throw new Error(
        `After ${timeoutMs / 1_000} s: ${missing.map(([count, what]) => `${count} ${what}`).join(', ')}`,
      );
    await pause(Math.max(pollMs, countingMs * pausePerCount));
  }
}

/** What the archive has before it. The last offset of a partition is the marker of a transaction, which nobody archives. */
async function unarchived(connection: KafkaConnection): Promise<number> {
  return connection.withAdmin(async (admin) => {
    const ends = await endsOf(admin, changes);
    if (ends.length === 0) return 0;
    const [committed] = await admin.fetchOffsets({ groupId: archiver, topics: [changes] });
    const positions = new Map(
      (committed?.partitions ?? []).map(({ partition, offset }) => [partition, Number(offset)]),
    );
    return ends.reduce(
      (lag, { partition, high }) =>
        lag + Math.max(0, Number(high) - Math.max(0, positions.get(partition) ?? 0) - 1),
      0,
    );
  });
}
