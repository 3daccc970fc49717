import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Readiness } from '@payments/service';
import {
  createPool,
  type Pool,
  type PoolConnection,
  type QueryResult,
  type ResultSetHeader,
  type RowDataPacket,
} from 'mysql2/promise';
import { NotificationSettings } from '../settings.ts';

const connectionLimit = 12;
const connectTimeoutMs = 5_000;
/** A database that does not answer for so long counts as away. */
const statementTimeoutMs = 20_000;
const lockWaitTimeoutSeconds = 10;
const maxTransactionAttempts = 5;

/** A deadlock or a lock that was waited for too long: the transaction is gone, and may be done again. */
const transientErrors = new Set(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT']);

/** MySQL for the statements that carry the load, in SQL and with parameters. Times are UTC. */
@Injectable()
export class Database implements OnModuleInit, OnApplicationShutdown {
  private readonly pool: Pool;

  constructor(
    settings: NotificationSettings,
    private readonly readiness: Readiness,
  ) {
    this.pool = createPool({
      ...settings.mysql,
      timezone: 'Z',
      dateStrings: ['DATE'],
      connectionLimit,
      connectTimeout: connectTimeoutMs,
    });
    // Without gap locks: what is stored and what is leased meanwhile do not wait for each other.
    this.pool.pool.on('connection', (connection) => {
      connection.query(
        "SET SESSION sql_mode = 'TRADITIONAL', transaction_isolation = 'READ-COMMITTED', innodb_lock_wait_timeout = ?",
        [lockWaitTimeoutSeconds],
      );
    });
  }

  onModuleInit(): void {
    this.readiness.add('database', async () => {
      await this.rows('SELECT 1', []);
      return undefined;
    });
  }

  rows<Row extends RowDataPacket>(sql: string, parameters: readonly unknown[]): Promise<Row[]> {
    return this.use((session) => session.rows<Row>(sql, parameters));
  }

  change(sql: string, parameters: readonly unknown[]): Promise<ResultSetHeader> {
    return this.use((session) => session.change(sql, parameters));
  }

  /** Does `work` in one transaction, as a whole again after a deadlock. */
  async transaction<Value>(work: (session: Session) => Promise<Value>): Promise<Value> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.attempt(work);
      } catch (error) {
        const isTransient = transientErrors.has((error as { code?: string }).code ?? '');
        if (!isTransient || attempt >= maxTransactionAttempts) throw error;
      }
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }

  private attempt<Value>(work: (session: Session) => Promise<Value>): Promise<Value> {
    return this.use(async (session, connection) => {
      await connection.beginTransaction();
      const value = await work(session);
      await connection.commit();
      return value;
    });
  }

  private async use<Value>(
    work: (session: Session, connection: PoolConnection) => Promise<Value>,
  ): Promise<Value> {
    const connection = await this.pool.getConnection();
    try {
      const value = await work(new Session(connection), connection);
      connection.release();
      return value;
    } catch (error) {
      // Whatever state it is in, nobody gets it: MySQL rolls back what it had begun.
      connection.destroy();
      throw error;
    }
  }
}

/** A connection, for statements that belong together. */
export class Session {
  constructor(private readonly connection: PoolConnection) {}

  rows<Row extends RowDataPacket>(sql: string, parameters: readonly unknown[]): Promise<Row[]> {
    return this.query<Row[]>(sql, parameters);
  }

  change(sql: string, parameters: readonly unknown[]): Promise<ResultSetHeader> {
    return this.query<ResultSetHeader>(sql, parameters);
  }

  private async query<Result extends QueryResult>(
    sql: string,
    parameters: readonly unknown[],
  ): Promise<Result> {
    const values = [...parameters];
    const [result] = await this.connection.query<Result>({ sql, values, timeout: statementTimeoutMs });
    return result;
  }
}
