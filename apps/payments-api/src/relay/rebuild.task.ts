import { type Position, type Snapshot, takeSnapshot } from '@payments/binlog';
import { readTopic, type ReceivedRecord } from '@payments/kafka';
import type { RowDataPacket } from 'mysql2/promise';
import { takeLease } from './lease.task.ts';
import { PaymentIds } from './payment-ids.ts';
import { paymentRecord, type PaymentRow, uuidBytes } from './payment-row.ts';
import { Publication } from './publication.task.ts';
import { paymentsTable, relayNames, type RelayOptions, transactionLimits } from './relay-options.ts';

export interface RebuildResult {
  /** Rows that had to be in the topic. */
  readonly candidates: number;
  /** Those of them that were not. */
  readonly published: number;
  /** Where the relay goes on. */
  readonly position: Position;
}

const lockTimeoutSeconds = 10;
/** Placeholders of one query. */
const rowsPerQuery = 1_000;

/**
 * Publishes what is in the table and not in the topic, in the order of the ids, and makes the relay go on with what is
 * committed after it: nothing is missing then, and nothing doubled. `everything`: every row, for a topic that was never
 * used; otherwise only rows that wait for their decision, because the events of the others may just have grown old.
 *
 * When it is interrupted, the committed position says so, and whoever relays next does it again from the start, which
 * finds in the topic what this one has published.
 */
export async function rebuild(
  options: RelayOptions,
  { publication, everything, signal }: { publication: Publication; everything: boolean; signal: AbortSignal },
): Promise<RebuildResult> {
  await publication.publish([], { state: 'rebuilding', everything });
  const { database: schema, ...account } = options.database;
  const snapshot = await takeSnapshot({
    connection: { ...account, database: schema, dateStrings: true, timezone: 'Z' },
    tables: [{ schema, table: paymentsTable }],
    lockTimeoutSeconds,
  });
  try {
    const ids = await readIds(snapshot, everything);
    const candidates = ids.size;
    const { topic } = options.names ?? relayNames;
    if (candidates > 0) await readTopic(options.kafka, topic, (records) => removePublished(ids, records));
    const published = ids.size;
    for (const group of ids.inGroupsOf(transactionLimits.maxRows)) {
      signal.throwIfAborted();
      const records = (await readRows(snapshot, group)).map((row) => paymentRecord(topic, row));
      await publication.publish(records, { state: 'rebuilding', everything });
    }
    signal.throwIfAborted();
    await publication.publish([], { state: 'streaming', position: snapshot.position });
    return { candidates, published, position: snapshot.position };
  } finally {
    await snapshot.close();
  }
}

/** The same by itself, when no relay is at work. Undefined if one is, and did not let go in `leaseTimeoutMs`. */
export async function rebuildAlone(
  options: RelayOptions,
  leaseTimeoutMs: number,
): Promise<RebuildResult | undefined> {
  const { group } = options.names ?? relayNames;
  const patience = AbortSignal.timeout(leaseTimeoutMs);
  const lease = await takeLease(options.database, { name: group, signal: patience }).catch(
    (error: unknown) => {
      if (!patience.aborted) throw error;
    },
  );
  if (lease === undefined) return undefined;
  try {
    const publication = await Publication.open(options);
    try {
      return await rebuild(options, { publication, everything: false, signal: lease.signal });
    } finally {
      await publication.close();
    }
  } finally {
    await lease.release();
  }
}

async function readIds(snapshot: Snapshot, everything: boolean): Promise<PaymentIds> {
  const ids = new PaymentIds();
  const pending = everything ? '' : "AND status = 'pending'";
  let last: Buffer = Buffer.alloc(0);
  for (;;) {
    const [rows] = await snapshot.connection.query<RowDataPacket[]>(
      `SELECT id FROM ${paymentsTable} WHERE id > ? ${pending} ORDER BY id LIMIT ?`,
      [last, idsPerQuery],
    );
    for (const { id } of rows) ids.add(id as Buffer);
    if (rows.length < idsPerQuery) return ids;
    last = rows.at(-1)?.['id'] as Buffer;
  }
}

const idsPerQuery = 50_000;

function removePublished(ids: PaymentIds, records: readonly ReceivedRecord[]): void {
  for (const { value } of records) {
    const id = paymentIdOf(value);
    if (id !== undefined) ids.remove(uuidBytes(id));
  }
}

/** Undefined for what is no event of a payment: whoever wrote it, it is not one of ours. */
function paymentIdOf(value: Buffer | null): string | undefined {
  try {
    const event = JSON.parse(String(value)) as { data?: { paymentId?: unknown } } | null;
    const id = event?.data?.paymentId;
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}

async function readRows(snapshot: Snapshot, ids: readonly Buffer[]): Promise<PaymentRow[]> {
  const found: PaymentRow[] = [];
  for (let start = 0; start < ids.length; start += rowsPerQuery) {
    const [rows] = await snapshot.connection.query<RowDataPacket[]>(
      `SELECT id, user_id, merchant_id, amount, currency, description, day, created_at, traceparent
       FROM ${paymentsTable} WHERE id IN (?) ORDER BY id`,
      [ids.slice(start, start + rowsPerQuery)],
    );
    found.push(...(rows as PaymentRow[]));
  }
  return found;
}
