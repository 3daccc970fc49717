import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import {
  createPool,
  type Pool,
  type PoolConnection,
  type ResultSetHeader,
  type RowDataPacket,
} from 'mysql2/promise';
import { ApiSettings } from '../api-settings.ts';
import { ConnectionDoubts } from './connection-doubts.ts';

const maxConnections = 6;
const maxWaitingForConnection = 1_000;
const connectTimeoutMs = 2_000;
/** A database that does not answer for so long counts as away. */
const statementTimeoutMs = 5_000;
const lockWaitTimeoutSeconds = 3;

/** The statements that every payment takes part in: many rows each, written by hand, always with parameters. */
@Injectable()
export class MysqlPool implements OnApplicationShutdown {
  private readonly pool: Pool;
  private readonly doubts = new ConnectionDoubts();

  constructor(settings: ApiSettings) {
    this.pool = createPool({
      ...settings.mysql,
      connectionLimit: maxConnections,
      queueLimit: maxWaitingForConnection,
      connectTimeout: connectTimeoutMs,
      timezone: 'Z',
      dateStrings: ['DATE'],
      // Affected rows are those that changed, not those that were found.
      flags: ['-FOUND_ROWS'],
    });
  }

  /** Lends a connection for statements that belong together; one that no longer answers is thrown away. */
  async use<Result>(work: (connection: MysqlConnection) => Promise<Result>): Promise<Result> {
    const connection = await this.take();
    try {
      return await work(new MysqlConnection(connection));
    } catch (error) {
      this.throwAwayAfter(error, connection);
      throw error;
    } finally {
      connection.release();
    }
  }

  /** A connection that can be relied on, as far as can be told. The pool is small, so this ends. */
  private async take(): Promise<PoolConnection> {
    for (;;) {
      const connection = await this.pool.getConnection();
      const doubts = this.doubts.about(connection.connection);
      if (doubts === 'good') return connection;
      if (doubts === 'doubtful') connection.destroy();
      else return await this.prepare(connection);
    }
  }

  private async prepare(connection: PoolConnection): Promise<PoolConnection> {
    try {
      await prepareSession(connection);
      return connection;
    } catch (error) {
      connection.destroy();
      throw error;
    }
  }

  /** After these errors a connection is closed, or still busy with a statement nobody waits for. */
  private throwAwayAfter(error: unknown, connection: PoolConnection): void {
    const { fatal, code } = error as { fatal?: boolean; code?: string };
    const isBusy = code === 'PROTOCOL_SEQUENCE_TIMEOUT';
    if (isBusy) this.doubts.raise();
    if (isBusy || fatal === true) connection.destroy();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}

/** A connection on loan; see {@link MysqlPool.use}. */
export class MysqlConnection {
  constructor(private readonly connection: PoolConnection) {}

  async read(sql: string, values: readonly unknown[] = []): Promise<RowDataPacket[]> {
    const [rows] = await this.connection.query<RowDataPacket[]>({
      sql,
      values: [...values],
      timeout: statementTimeoutMs,
    });
    return rows;
  }

  /** @returns the number of rows that changed */
  async write(sql: string, values: readonly unknown[]): Promise<number> {
    const [result] = await this.connection.query<ResultSetHeader>({
      sql,
      values: [...values],
      timeout: statementTimeoutMs,
    });
    return result.affectedRows;
  }
}

/**
 * What the service relies on, whatever the server's own defaults: a value that does not fit is an error, no gap is locked, a
 * lock is not waited for longer than a client waits.
 */
async function prepareSession(connection: PoolConnection): Promise<void> {
  await connection.query({
    sql: `SET SESSION sql_mode = 'TRADITIONAL', transaction_isolation = 'READ-COMMITTED', innodb_lock_wait_timeout = ?,
      lock_wait_timeout = ?`,
    values: [lockWaitTimeoutSeconds, lockWaitTimeoutSeconds],
    timeout: statementTimeoutMs,
  });
}
