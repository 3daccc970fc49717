import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createPool, type Pool, type RowDataPacket } from 'mysql2/promise';
import { ConsoleSettings } from '../settings.ts';
import { MysqlAwayError } from './mysql.errors.ts';

const connectTimeoutMs = 3_000;
const queryTimeoutMs = 5_000;
const maxConnections = 4;

/** MySQL, as an auditor: it reads, and changes nothing. */
@Injectable()
export class Mysql implements OnApplicationShutdown {
  private readonly pool: Pool;
  private readonly place: string;

  constructor({ mysql }: ConsoleSettings) {
    this.place = `${mysql.host}:${mysql.port}`;
    this.pool = createPool({
      ...mysql,
      timezone: 'Z',
      connectTimeout: connectTimeoutMs,
      connectionLimit: maxConnections,
      queueLimit: 100,
      dateStrings: ['DATE'],
    });
  }

  /** @throws MysqlAwayError if it does not answer in time, or does not let the auditor in */
  async rows<Row>(sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    try {
      const [rows] = await this.pool.query<RowDataPacket[]>({
        sql,
        values: [...values],
        timeout: queryTimeoutMs,
      });
      return rows as Row[];
    } catch (error) {
      const { code, message } = error as { code?: string; message?: string };
      throw new MysqlAwayError(`MySQL at ${this.place} does not answer: ${code ?? message ?? 'no reason'}.`, {
        cause: error,
      });
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}
