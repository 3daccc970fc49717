import { Injectable } from '@nestjs/common';
import { ApiSettings } from '../api-settings.ts';
import { DatabaseClock } from '../database/database-clock.ts';
import { isWorthRetrying } from '../database/worth-retrying.ts';
import { type MysqlConnection, MysqlPool } from '../database/mysql-pool.service.ts';
import type { Payment } from './payment.ts';
import { paymentColumns, paymentOf } from './payment-columns.ts';
import { PaymentCalendar } from './payment-day.ts';
import { newPaymentIds, paymentIdText } from './payment-id.ts';
import type { PaymentOrder } from './payment-order.ts';

/** What became of an order: the payment it made, or the one its key had made before. */
export interface StoredPayment {
  readonly payment: Payment;
  readonly isNew: boolean;
}

const insertSql = `
  INSERT INTO payments
    (id, user_id, idempotency_key, merchant_id, amount, currency, description, day, created_at, traceparent)
  VALUES ? ON DUPLICATE KEY UPDATE id = payments.id`;

const selectByKeySql = `
  SELECT ${paymentColumns}, idempotency_key FROM payments WHERE (user_id, idempotency_key) IN (?)`;

const maxAttempts = 5;

/** Payments in the database, many at a time. */
@Injectable()
export class PaymentStore {
  private readonly calendar: PaymentCalendar;
  private readonly clock = new DatabaseClock();

  constructor(
    private readonly pool: MysqlPool,
    settings: ApiSettings,
  ) {
    this.calendar = new PaymentCalendar(settings.limitTimeZone);
  }

  /**
   * Stores a group of orders in one transaction: one statement, which commits by itself. An order whose key is taken
   * changes nothing and gets the payment that has it; that holds for two orders of one group too.
   */
  async insert(orders: readonly PaymentOrder[]): Promise<StoredPayment[]> {
    let drafts: readonly Draft[] | undefined;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.pool.use(async (connection) => {
          drafts ??= this.draft(orders, await this.clock.now(connection));
          return attempt === 1 ? await insertAll(connection, drafts) : await insertRest(connection, drafts);
        });
      } catch (error) {
        if (!isWorthRetrying(error) || attempt >= maxAttempts) throw error;
      }
    }
  }

  private draft(orders: readonly PaymentOrder[], createdAt: Date): Draft[] {
    const { day } = this.calendar.dayAt(createdAt.getTime());
    const ids = newPaymentIds(createdAt.getTime(), orders.length);
    return orders.map((order, index) => draft(order, { id: ids[index] as Buffer, day, createdAt }));
  }
}

async function insertAll(connection: MysqlConnection, drafts: readonly Draft[]): Promise<StoredPayment[]> {
  const created = await connection.write(insertSql, [drafts.map(({ row }) => row)]);
  return created === drafts.length
    ? drafts.map(({ payment }) => ({ payment, isNew: true }))
    : storedFrom(drafts, await paymentsByKey(connection, drafts));
}

/**
 * After an attempt that may or may not have come through, or gave way to another transaction. The taken keys are left out
 * this time: a key that is met while inserting locks the gap beside it, and two transactions that meet each other's keys
 * cannot both go on.
 */
async function insertRest(connection: MysqlConnection, drafts: readonly Draft[]): Promise<StoredPayment[]> {
  const taken = await paymentsByKey(connection, drafts);
  const rest = drafts.filter(({ key }) => !taken.has(key));
  if (rest.length > 0) await connection.write(insertSql, [rest.map(({ row }) => row)]);
  return storedFrom(drafts, await paymentsByKey(connection, drafts));
}

/** Which payment each key has now tells which orders were new: those whose id it is. */
function storedFrom(drafts: readonly Draft[], byKey: ReadonlyMap<string, Payment>): StoredPayment[] {
  return drafts.map(({ key, payment: drafted }) => {
    const payment = byKey.get(key);
    if (payment === undefined) throw new Error('A payment was neither stored nor there before');
    return { payment, isNew: payment.id === drafted.id };
  });
}

async function paymentsByKey(
  connection: MysqlConnection,
  drafts: readonly Draft[],
): Promise<Map<string, Payment>> {
  const rows = await connection.read(selectByKeySql, [drafts.map(({ row }) => [row[1], row[2]])]);
  return new Map(rows.map((row) => [scopedKey(row['user_id'], row['idempotency_key']), paymentOf(row)]));
}

interface Draft {
  readonly key: string;
  readonly payment: Payment;
  readonly row: readonly unknown[];
}

function draft(order: PaymentOrder, made: { id: Buffer; day: string; createdAt: Date }): Draft {
  const {
    userId,
    idempotencyKey,
    merchantId,
    amount,
    currency,
    description = null,
    traceparent = null,
  } = order;
  const { id, day, createdAt } = made;
  return {
    key: scopedKey(userId, idempotencyKey),
    payment: {
      id: paymentIdText(id),
      userId,
      merchantId,
      amount,
      currency,
      description,
      status: 'pending',
      reason: null,
      day,
      createdAt,
      decidedAt: null,
    },
    row: [id, userId, idempotencyKey, merchantId, amount, currency, description, day, createdAt, traceparent],
  };
}

function scopedKey(userId: string, idempotencyKey: string): string {
  return `${userId} ${idempotencyKey}`;
}
