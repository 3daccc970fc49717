import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ApiSettings } from '../api-settings.ts';
import { DatabaseReads } from '../database/database-reads.service.ts';
import { PaymentEntity } from './payment.entity.ts';
import { paymentColumns, paymentOf } from './payment-columns.ts';
import { PaymentCalendar } from './payment-day.ts';
import { firstPaymentIdAt, paymentIdBytes, paymentIdText } from './payment-id.ts';
import type { PaymentListQuery } from './payment-list-query.ts';
import type { Payment } from './payment.ts';

/** There is no index on the status: so many payments are looked at for one page at most. */
const maxExamined = 5_000;

export interface PaymentPage {
  readonly payments: readonly Payment[];
  /** The next page begins with what is older than this id; undefined at the end. */
  readonly continueBefore: string | undefined;
}

/** Which payments; what is undefined does not count. */
export interface PaymentSelection {
  readonly userId?: string | undefined;
  readonly status?: string | undefined;
  readonly day?: string | undefined;
  /** Ids from this one on. */
  readonly from?: string | undefined;
  /** Ids before this one. */
  readonly to?: string | undefined;
}

/** Payments as they are now. */
@Injectable()
export class PaymentReads {
  private readonly calendar: PaymentCalendar;

  constructor(
    private readonly reads: DatabaseReads,
    settings: ApiSettings,
  ) {
    this.calendar = new PaymentCalendar(settings.limitTimeZone);
  }

  find(id: string): Promise<Payment | null> {
    return this.reads.run((manager) => manager.findOneBy(PaymentEntity, { id }));
  }

  /** Newest first. Ids grow with time, so what arrives meanwhile is before the first page and never inside another. */
  list(query: PaymentListQuery): Promise<PaymentPage> {
    const { userId, status, day, limit } = query;
    const range = this.rangeOf(query);
    return this.reads.run(async (manager) => {
      const last = status === undefined ? undefined : await lastExamined(manager, { userId, ...range });
      const selection = { userId, status, day, ...range, ...(last === undefined ? {} : { from: last }) };
      const [sql, values] = newestFirst(paymentColumns, selection);
      const rows = await manager.query<Record<string, unknown>[]>(`${sql} LIMIT ?`, [...values, limit + 1]);
      const payments = rows.slice(0, limit).map(paymentOf);
      return { payments, continueBefore: rows.length > limit ? payments.at(-1)?.id : last };
    });
  }

  private rangeOf({ day, before }: PaymentListQuery): Pick<PaymentSelection, 'from' | 'to'> {
    if (day === undefined) return { to: before };
    const { startMs, endMs } = this.calendar.dayOf(day);
    const [from, to] = [firstPaymentIdAt(startMs), firstPaymentIdAt(endMs)];
    return { from, to: before === undefined || before > to ? to : before };
  }
}

/** Left to itself MySQL may read the whole table, or the other index that begins with the user, and sort. */
export function newestFirst(columns: string, selection: PaymentSelection): [sql: string, values: unknown[]] {
  const { userId, status, day, from, to } = selection;
  const conditions = [
    ['user_id = ?', userId],
    ['status = ?', status],
    ['day = ?', day],
    ['id >= ?', from && paymentIdBytes(from)],
    ['id < ?', to && paymentIdBytes(to)],
  ].filter(([, value]) => value !== undefined);
  const index = userId === undefined ? 'PRIMARY' : 'payments_by_user';
  const where = ['TRUE', ...conditions.map(([condition]) => condition)].join(' AND ');
  return [
    `SELECT ${columns} FROM payments FORCE INDEX (${index}) WHERE ${where} ORDER BY id DESC`,
    conditions.map(([, value]) => value),
  ];
}

/** The id of the last payment a page may look at, if there are as many. */
async function lastExamined(
  manager: EntityManager,
  selection: PaymentSelection,
): Promise<string | undefined> {
  const [sql, values] = newestFirst('id', selection);
  const [last] = await manager.query<{ id: Buffer }[]>(`${sql} LIMIT 1 OFFSET ?`, [
    ...values,
    maxExamined - 1,
  ]);
  return last && paymentIdText(last.id);
}
