import { createConnection, type RowDataPacket } from 'mysql2';
import { createConnection as connect } from 'mysql2/promise';
import { Failure } from '../stack/failure.ts';
import type { Ledger, Scope, Status } from './ledger.ts';
import { contentOf } from './payment-content.ts';
import { idFromBytes, idFromText } from './payment-index.ts';

/** MySQL, as the auditor gets in: it may read, and nothing else. */
export interface AuditedDatabase {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

const connectTimeoutMs = 5_000;

/** Where payments and notifications stand, in one number each. */
export interface Progress {
  readonly pending: number;
  readonly rejected: number;
  readonly notified: number;
  /** Accepted after the scope. */
  readonly newer: number;
}

/** The tables of payments-api and notifications, read from outside. */
export class PaymentTables {
  readonly #database: AuditedDatabase;

  constructor(database: AuditedDatabase) {
    this.#database = database;
  }

  /** The database's clock: it decides when a payment was accepted. Milliseconds since the epoch. */
  async nowMs(): Promise<number> {
    const [row] = await this.#rows('SELECT UTC_TIMESTAMP(3) AS now');
    return (row as { now: Date }).now.getTime();
  }

  /** The last day that has payments from before the scope; undefined if there are none. */
  async olderThan({
    fromMs,
  }: Scope): Promise<{ readonly payments: number; readonly lastDay: string | null }> {
    const [row] = await this.#rows(
      'SELECT COUNT(*) AS payments, MAX(day) AS lastDay FROM payments.payments WHERE id < ?',
      [firstIdAt(fromMs)],
    );
    return { payments: Number(row?.['payments'] ?? 0), lastDay: row?.['lastDay'] as string | null };
  }

  async progress(scope: Scope): Promise<Progress> {
    const [first, after] = bounds(scope);
    const [payments] = await this.#rows(
      `SELECT COALESCE(SUM(status = 'pending' AND id < ?), 0) AS pending, COALESCE(SUM(status = 'rejected' AND id < ?), 0) AS rejected,
         COALESCE(SUM(id >= ?), 0) AS newer
       FROM payments.payments WHERE id >= ?`,
      [after, after, after, first],
    );
    const [notifications] = await this.#rows(
      'SELECT COUNT(*) AS notified FROM notifications.notifications WHERE payment_id >= ? AND payment_id < ?',
      [textOf(first), textOf(after)],
    );
    return {
      pending: Number(payments?.['pending']),
      rejected: Number(payments?.['rejected']),
      newer: Number(payments?.['newer']),
      notified: Number(notifications?.['notified']),
    };
  }

  async readPayments(ledger: Ledger, { fromMs }: Scope): Promise<void> {
    const sql = `SELECT id, user_id, merchant_id, amount, currency, day, status FROM payments.payments WHERE id >= ?`;
    for await (const row of this.#stream(sql, [firstIdAt(fromMs)])) {
      const [id, userId, merchantId, amount, currency, day, status] = row as PaymentRow;
      ledger.stored(
        { id: idFromBytes(id), userId, day, content: contentOf({ merchantId, amount, currency }) },
        status,
      );
    }
  }

  async readNotifications(ledger: Ledger, { fromMs }: Scope): Promise<void> {
    const sql = `SELECT payment_id, user_id, day FROM notifications.notifications
      WHERE kind = 'daily-limit-exceeded' AND payment_id >= ?`;
    for await (const row of this.#stream(sql, [textOf(firstIdAt(fromMs))])) {
      const [paymentId, userId, day] = row as NotificationRow;
      const id = idFromText(paymentId);
      if (id === undefined) throw new Error(`notifications.notifications has "${paymentId}" for a payment.`);
      ledger.notified({ id, userId, day });
    }
  }

  async #rows(sql: string, values: readonly unknown[] = []): Promise<RowDataPacket[]> {
    try {
      const connection = await connect({ ...this.#options(), rowsAsArray: false });
      try {
        const [rows] = await connection.query<RowDataPacket[]>(sql, [...values]);
        return rows;
      } finally {
        await connection.end();
      }
    } catch (error) {
      throw explained(error, this.#database);
    }
  }

  async *#stream(sql: string, values: readonly unknown[]): AsyncGenerator {
    const connection = createConnection({ ...this.#options(), rowsAsArray: true });
    try {
      yield* connection.query(sql, [...values]).stream({ highWaterMark: 1_000 });
    } catch (error) {
      throw explained(error, this.#database);
    } finally {
      connection.destroy();
    }
  }

  #options() {
    const { host, port, user, password } = this.#database;
    return {
      host,
      port,
      user,
      password,
      timezone: 'Z',
      dateStrings: ['DATE' as const],
      connectTimeout: connectTimeoutMs,
    };
  }
}

type PaymentRow = [Buffer, string, string, number, string, string, Exclude<Status, 'unknown'>];
type NotificationRow = [string, string, string];

const idBytes = 16;
const timeBytes = 6;

/** The ids of the scope: from the first one, and below the second. */
function bounds({ fromMs, toMs }: Scope): [Buffer, Buffer] {
  return [firstIdAt(fromMs), firstIdAt(toMs + 1)];
}

/** The smallest id that a payment accepted then can have. */
function firstIdAt(ms: number): Buffer {
  const id = Buffer.alloc(idBytes);
  id.writeUIntBE(Math.max(0, ms), 0, timeBytes);
  return id;
}

function textOf(id: Buffer): string {
  return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function explained(error: unknown, { host, port }: AuditedDatabase): unknown {
  const { code, message } = error as { code?: string; message?: string };
  if (code === 'ECONNREFUSED' || code === 'ETIMEDOUT')
    return new Failure(
      `No MySQL answers at ${host}:${port}. Start the platform (npm start), or say where it is: MYSQL_HOST, MYSQL_PORT.`,
      { cause: error },
    );
  if (code === 'ER_NO_SUCH_TABLE' || code === 'ER_BAD_DB_ERROR')
    return new Failure(`${message}: the platform has not run here yet. Start it (npm start).`, {
      cause: error,
    });
  if (code === 'ER_ACCESS_DENIED_ERROR')
    return new Failure(`${message}. Say how to get in: AUDITOR_USER, AUDITOR_PASSWORD.`, { cause: error });
  return error;
}
