import { setTimeout as pause } from 'node:timers/promises';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { LeaseLostError } from './relay.errors.ts';
import type { RelayDatabase } from './relay-options.ts';

/** A waiting instance asks again this often, so that it notices when it is to stop. */
const waitSeconds = 1;
const checkEveryMs = 1_000;
const checkTimeoutMs = 3_000;
const connectTimeoutMs = 5_000;
/** MySQL ends the connection, and with it the lease, of a holder that was silent for so long: it hangs, or is gone. */
const silenceSeconds = 10;

/** The right to be the one relay: a lock in MySQL that ends with its connection. */
export interface Lease {
  /** Aborts, with a LeaseLostError, when the lease is lost. */
  readonly signal: AbortSignal;
  release(): Promise<void>;
}

export interface LeaseOptions {
  readonly name: string;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Called now and then while another instance holds it. */
  readonly onHeldByOther?: () => void;
}

/**
 * Waits until this instance is the one relay. The lease keeps instances out of each other's way; that two of them, for a
 * moment, may both believe they hold it does no harm, for Kafka takes only the newest one's transactions.
 *
 * @throws the signal's reason when it aborts, and whatever the connection fails with
 */
export async function takeLease(database: RelayDatabase, options: LeaseOptions): Promise<Lease> {
  const { name, signal } = options;
  const connection = await createConnection({ ...database, connectTimeout: connectTimeoutMs });
  connection.on('error', () => undefined);
  const lockName = `${name}.${database.database}`.slice(0, longestLockName);
  try {
    await connection.query('SET SESSION wait_timeout = ?', [silenceSeconds]);
    while (!(await isTrue(connection, 'SELECT GET_LOCK(?, ?) AS answer', [lockName, waitSeconds]))) {
      signal.throwIfAborted();
      options.onHeldByOther?.();
    }
    signal.throwIfAborted();
  } catch (error) {
    connection.destroy();
    throw error;
  }
  return hold(connection, lockName);
}

const longestLockName = 64;

function hold(connection: Connection, lockName: string): Lease {
  const lost = new AbortController();
  const released = new AbortController();
  const checking = (async () => {
    while (!released.signal.aborted) {
      await pause(checkEveryMs, undefined, { signal: released.signal });
      const mine = await isTrue(connection, 'SELECT IS_USED_LOCK(?) = CONNECTION_ID() AS answer', [lockName]);
      if (!mine) throw new Error('MySQL gave the lock away.');
    }
  })().catch((cause: unknown) => {
    if (!released.signal.aborted) {
      lost.abort(new LeaseLostError('The lease of the relay is lost.', { cause }));
      connection.destroy();
    }
  });
  return {
    signal: lost.signal,
    release: async () => {
      released.abort();
      await checking;
      // The lock goes with the connection; to ask for it would only be slower.
      connection.destroy();
    },
  };
}

async function isTrue(connection: Connection, sql: string, values: unknown[]): Promise<boolean> {
  const timeout = checkTimeoutMs + waitSeconds * 1_000;
  const [rows] = await connection.query<RowDataPacket[]>({ sql, values, timeout });
  return rows[0]?.['answer'] === 1;
}
