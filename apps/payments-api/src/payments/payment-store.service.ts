import { Injectable } from '@nestjs/common';
import type { RowDataPacket } from 'mysql2/promise';
import { ApiSettings } from '../api-settings.ts';
import { type MysqlConnection, MysqlPool } from '../database/mysql-pool.service.ts';
import type { Payment } from './payment.ts';
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
  SELECT id, user_id, idempotency_key, merchant_id, amount, currency, description, status, reason, day, created_at, decided_at
  FROM payments WHERE (user_id, idempotency_key) IN (?)`;

/** Payments in the database, many at a time. */
@Injectable()
export class PaymentStore {
  private readonly calendar: PaymentCalendar;

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
  insert(orders: readonly PaymentOrder[]): Promise<StoredPayment[]> {
    return this.pool.use(async (connection) => {
      const drafts = this.draft(orders, await databaseTime(connection));
      const created = await connection.write(insertSql, [drafts.map(({ row }) => row)]);
      return created === orders.length
        ? drafts.map(({ payment }) => ({ payment, isNew: true }))
        : await this.readBack(connection, orders, drafts);
    });
  }

  private draft(orders: readonly PaymentOrder[], createdAt: Date): Draft[] {
    const { day } = this.calendar.dayAt(createdAt.getTime());
    const ids = newPaymentIds(createdAt.getTime(), orders.length);
    return orders.map((order, index) => draft(order, { id: ids[index] as Buffer, day, createdAt }));
  }

  /** Some keys were taken. Which payment each key has now tells which orders were new: those whose id it is. */
  private async readBack(
    connection: MysqlConnection,
    orders: readonly PaymentOrder[],
    drafts: readonly Draft[],
  ): Promise<StoredPayment[]> {
    const rows = await connection.read(selectByKeySql, [
      orders.map(({ userId, idempotencyKey }) => [userId, idempotencyKey]),
    ]);
    const byKey = new Map(
      rows.map((row) => [scopedKey(row['user_id'], row['idempotency_key']), paymentOf(row)]),
    );
    return orders.map((order, index) => {
      const payment = byKey.get(scopedKey(order.userId, order.idempotencyKey));
      if (payment === undefined) throw new Error('A payment was neither stored nor there before');
      return { payment, isNew: payment.id === drafts[index]?.payment.id };
    });
  }
}

interface Draft {
  readonly payment: Payment;
  readonly row: readonly unknown[];
}

/** Read once a group, so that servers need not agree on the time. */
async function databaseTime(connection: MysqlConnection): Promise<Date> {
  const [row] = await connection.read('SELECT UTC_TIMESTAMP(3) AS now');
  return row?.['now'] as Date;
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

function paymentOf(row: RowDataPacket): Payment {
  return {
    id: paymentIdText(row['id']),
    userId: row['user_id'],
    merchantId: row['merchant_id'],
    amount: row['amount'],
    currency: row['currency'],
    description: row['description'],
    status: row['status'],
    reason: row['reason'],
    day: row['day'],
    createdAt: row['created_at'],
    decidedAt: row['decided_at'],
  };
}
