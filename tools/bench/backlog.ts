import { randomBytes, randomUUID } from 'node:crypto';
import { type Connection, createConnection } from 'mysql2/promise';
import type { Span } from './topic-progress.ts';

/** Rows of the backlog. */
export const backlogRows = 400_000;
/** So many rows are read before the clock starts: a program that compiles itself while it runs needs them. */
export const measuredRows: Span = { from: 100_000, to: backlogRows };
const rowsAtOnce = 2_000;

/** The columns of the platform's own payments. */
const createPayments = `
  CREATE TABLE payments (
    id BINARY(16) NOT NULL PRIMARY KEY,
    user_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    idempotency_key VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    merchant_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    amount BIGINT NOT NULL,
    currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    description VARCHAR(140) NULL,
    status ENUM('pending', 'approved', 'rejected') CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'pending',
    reason VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
    day DATE NOT NULL,
    created_at DATETIME(3) NOT NULL,
    decided_at DATETIME(3) NULL,
    traceparent CHAR(55) CHARACTER SET ascii COLLATE ascii_bin NULL
  )`;

export interface MySqlAccount {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** A database with an empty table of payments, which changes are captured from. */
export class Backlog {
  readonly database: string;
  private readonly connection: Connection;

  private constructor(database: string, connection: Connection) {
    this.database = database;
    this.connection = connection;
  }

  static async open(mysql: MySqlAccount): Promise<Backlog> {
    const database = `bench_${randomBytes(4).toString('hex')}`;
    const connection = await createConnection(mysql);
    await connection.query('CREATE DATABASE ??', [database]);
    await connection.changeUser({ database });
    await connection.query(createPayments);
    return new Backlog(database, connection);
  }

  /** Writes the rows from one number up to another. */
  async write(from: number, to: number): Promise<void> {
    for (let first = from; first < to; first += rowsAtOnce) {
      const count = Math.min(rowsAtOnce, to - first);
      const payments = Array.from({ length: count }, (_, index) => payment(first + index));
      await this.connection.query('INSERT INTO payments VALUES ?', [payments]);
    }
  }

  async drop(): Promise<void> {
    await this.connection.query('DROP DATABASE ??', [this.database]);
    await this.connection.end();
  }
}

function payment(number: number): unknown[] {
  const id = Buffer.alloc(16);
  id.writeUIntBE(Date.now(), 0, 6);
  id.writeUInt32BE(number, 12);
  const trace = randomBytes(24).toString('hex');
  return [
    id,
    `user-${number % 10_000}`,
    randomUUID(),
    `merchant-${number % 500}`,
    (number % 100_000) + 1,
    'INR',
    number % 3 === 0 ? null : 'two cutting chai',
    'pending',
    null,
    '2026-11-22',
    '2026-11-22 16:30:00.123',
    null,
    `00-${trace.slice(0, 32)}-${trace.slice(32)}-01`,
  ];
}
