import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { ConnectionSettings } from '../../mysql/connection-settings.ts';
import { connectMySql } from '../../mysql/mysql-connection.service.ts';
import { failureOf } from './write-errors.ts';

/** A connection to write on. */
export interface SinkConnection {
  readonly connection: Connection;
  /** The longest statement that the server takes, in bytes. */
  readonly maxStatementBytes: number;
}

/** More would wait for each other's locks. */
const maxConnections = 4;
const connectTimeoutMs = 5_000;
/** Left for what goes around a statement in its packet. */
const packetOverheadBytes = 64 * 1_024;

/** Nothing that does not fit is cut or rounded unseen, a 0 is no order for a new number, digits beyond a column's are left out. */
const sessionSql = `SET SESSION sql_mode =
  'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO,TIME_TRUNCATE_FRACTIONAL',
  transaction_isolation = 'READ-COMMITTED', lock_wait_timeout = 50`;

/** A few connections that the partitions of a task share. */
export class SinkConnections {
  private readonly settings: ConnectionSettings;
  private readonly idle: SinkConnection[] = [];
  private readonly waiting: (() => void)[] = [];
  private inUse = 0;
  private isClosed = false;

  constructor(settings: ConnectionSettings) {
    this.settings = settings;
  }

  /**
   * Lends a connection. After an error of the connection itself it is not used again.
   *
   * @throws MySqlUnavailableError
   */
  async use<Result>(
    work: (connection: SinkConnection) => Promise<Result>,
    signal: AbortSignal,
  ): Promise<Result> {
    while (this.inUse >= maxConnections) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.inUse += 1;
    let connection: SinkConnection | undefined;
    try {
      connection = this.idle.pop() ?? (await connect(this.settings, signal));
      const result = await work(connection);
      this.takeBack(connection);
      return result;
    } catch (error) {
      if (connection !== undefined) this.takeBackAfter(error, connection);
      throw error;
    } finally {
      this.inUse -= 1;
      this.waiting.shift()?.();
    }
  }

  /** After the last use. */
  close(): void {
    this.isClosed = true;
    for (const { connection } of this.idle.splice(0)) connection.destroy();
  }

  private takeBackAfter(error: unknown, connection: SinkConnection): void {
    const failure = failureOf(error);
    if (failure === 'passing' || failure === 'fatal') connection.connection.destroy();
    else this.takeBack(connection);
  }

  private takeBack(connection: SinkConnection): void {
    if (this.isClosed) connection.connection.destroy();
    else this.idle.push(connection);
  }
}

async function connect(settings: ConnectionSettings, signal: AbortSignal): Promise<SinkConnection> {
  const connection = await connectMySql(settings, { signal, timeoutMs: connectTimeoutMs });
  try {
    await connection.query(sessionSql);
    const [rows] = await connection.query<RowDataPacket[]>('SELECT @@max_allowed_packet AS bytes');
    return { connection, maxStatementBytes: Number(rows[0]?.['bytes']) - packetOverheadBytes };
  } catch (error) {
    connection.destroy();
    throw error;
  }
}
