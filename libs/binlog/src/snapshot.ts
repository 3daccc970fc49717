import { type Connection, type ConnectionOptions, createConnection, escapeId } from 'mysql2/promise';
import type { Position } from './position.ts';
import type { TableName } from './rows-change.ts';
import { currentPosition } from './server.ts';

/** Tables as they were at one place of the binlog. */
export interface Snapshot {
  /** Every change of the tables is either in the snapshot or comes after this. */
  readonly position: Position;
  /** In a transaction that sees the tables as they were; reading on it holds up nobody. */
  readonly connection: Connection;
  close(): Promise<void>;
}

export interface SnapshotOptions {
  readonly connection: ConnectionOptions;
  readonly tables: readonly TableName[];
  /** How long the writers of the tables may be waited for; they wait for us as long. */
  readonly lockTimeoutSeconds?: number;
}

/**
 * Cuts exactly between what is in the tables and what comes after it in the binlog. The tables are locked against
 * writing until the cut is made, which takes some milliseconds once the transactions that write to them have ended.
 *
 * @throws an error of the server, `ER_LOCK_WAIT_TIMEOUT` among them: try again when no long transaction is open
 */
export async function takeSnapshot(options: SnapshotOptions): Promise<Snapshot> {
  const { lockTimeoutSeconds = 10 } = options;
  const locking = await createConnection(options.connection);
  let reading: Connection | undefined;
  try {
    const names = options.tables.map(({ schema, table }) => `${escapeId(schema)}.${escapeId(table)} READ`);
    await locking.query('SET SESSION lock_wait_timeout = ?', [lockTimeoutSeconds]);
    // Granted only when every transaction that wrote to the tables has ended, and with it its part of the binlog.
    await locking.query(`LOCK TABLES ${names.join(', ')}`);
    // On another connection: to start a transaction gives up the locks of its own.
    reading = await createConnection(options.connection);
    await reading.query('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    await reading.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
    const position = await currentPosition(reading);
    const connection = reading;
    return { position, connection, close: () => connection.end() };
  } catch (error) {
    reading?.destroy();
    throw error;
  } finally {
    locking.destroy();
  }
}
