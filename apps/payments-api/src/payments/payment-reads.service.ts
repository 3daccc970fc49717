import { Injectable } from '@nestjs/common';
import {
  And,
  type EntityManager,
  type FindOperator,
  type FindOptionsWhere,
  LessThan,
  MoreThanOrEqual,
  type SelectQueryBuilder,
} from 'typeorm';
import { ApiSettings } from '../api-settings.ts';
import { DatabaseReads } from '../database/database-reads.service.ts';
import { PaymentEntity } from './payment.entity.ts';
import { PaymentCalendar } from './payment-day.ts';
import { firstPaymentIdAt } from './payment-id.ts';
import type { PaymentListQuery } from './payment-list-query.ts';
import type { Payment } from './payment.ts';

/** There is no index on the status: so many payments are looked at for one page at most. */
const maxExamined = 5_000;

export interface PaymentPage {
  readonly payments: readonly Payment[];
  /** The next page begins with what is older than this id; undefined at the end. */
  readonly continueBefore: string | undefined;
}

type Conditions = FindOptionsWhere<PaymentEntity>;

interface IdRange {
  /** Inclusive. */
  readonly from?: string | undefined;
  /** Exclusive. */
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
    const mine: Conditions = userId === undefined ? {} : { userId };
    return this.reads.run(async (manager) => {
      const from = status === undefined ? undefined : await farthest(manager, { ...mine, ...within(range) });
      const conditions = {
        ...mine,
        ...(status === undefined ? {} : { status }),
        ...(day === undefined ? {} : { day }),
        ...within({ ...range, from: from ?? range.from }),
      };
      const payments = await newestFirst(manager, conditions)
        .limit(limit + 1)
        .getMany();
      return payments.length > limit
        ? { payments: payments.slice(0, limit), continueBefore: payments[limit - 1]?.id }
        : { payments, continueBefore: from };
    });
  }

  private rangeOf({ day, before }: PaymentListQuery): IdRange {
    if (day === undefined) return { to: before };
    const { startMs, endMs } = this.calendar.dayOf(day);
    const [from, to] = [firstPaymentIdAt(startMs), firstPaymentIdAt(endMs)];
    return { from, to: before === undefined || before > to ? to : before };
  }
}

/** MySQL by itself takes the other index that begins with the user, and sorts. */
export function newestFirst(
  manager: EntityManager,
  conditions: Conditions,
): SelectQueryBuilder<PaymentEntity> {
  const selection = manager
    .createQueryBuilder(PaymentEntity, 'payment')
    .where(conditions)
    .orderBy('payment.id', 'DESC');
  return conditions.userId === undefined ? selection : selection.useIndex('payments_by_user');
}

/** The id of the last payment a page may look at, if there are as many. */
async function farthest(manager: EntityManager, conditions: Conditions): Promise<string | undefined> {
  const last = await newestFirst(manager, conditions)
    .select('payment.id')
    .offset(maxExamined - 1)
    .limit(1)
    .getOne();
  return last?.id;
}

function within({ from, to }: IdRange): { id?: FindOperator<string> } {
  const bounds = [
    ...(from === undefined ? [] : [MoreThanOrEqual(from)]),
    ...(to === undefined ? [] : [LessThan(to)]),
  ];
  return bounds.length === 0 ? {} : { id: And(...bounds) };
}
