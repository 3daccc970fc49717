import { Injectable } from '@nestjs/common';
import { ApiSettings } from '../api-settings.ts';
import { DatabaseReads } from '../database/database-reads.service.ts';
import { PaymentCalendar } from '../payments/payment-day.ts';
import { firstPaymentIdAt, paymentIdBytes } from '../payments/payment-id.ts';

/** What is left of a user's limit. */
export interface UserLimit {
  readonly userId: string;
  readonly day: string;
  readonly timeZone: string;
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  readonly resetsAt: string;
}

/** The approved are the first of the day, so the count ends soon, however many were rejected after them. */
const countApprovedSql = `
  SELECT COUNT(*) AS used FROM (
    SELECT 1 FROM payments FORCE INDEX (payments_by_user)
    WHERE user_id = ? AND id >= ? AND id < ? AND day = ? AND status = 'approved'
    ORDER BY id LIMIT ?
  ) AS approved`;

@Injectable()
export class LimitService {
  private readonly calendar: PaymentCalendar;

  constructor(
    private readonly reads: DatabaseReads,
    private readonly settings: ApiSettings,
  ) {
    this.calendar = new PaymentCalendar(settings.limitTimeZone);
  }

  /** For today by the database's clock, which also dates the payments. */
  today(userId: string): Promise<UserLimit> {
    const { timeZone } = this.calendar;
    const limit = this.settings.dailyLimit;
    return this.reads.run(async (manager) => {
      const [clock] = await manager.query<[{ now: Date }]>('SELECT UTC_TIMESTAMP(3) AS now');
      const { day, startMs, endMs } = this.calendar.dayAt(clock.now.getTime());
      const edges = [startMs, endMs].map((ms) => paymentIdBytes(firstPaymentIdAt(ms)));
      const counting = [userId, ...edges, day, limit];
      const [counted] = await manager.query<[{ used: number | string }]>(countApprovedSql, counting);
      const used = Number(counted.used);
      const resetsAt = new Date(endMs).toISOString();
      return { userId, day, timeZone, limit, used, remaining: Math.max(0, limit - used), resetsAt };
    });
  }
}
