import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { NotificationPage, Payment, PaymentPage, UserLimit } from '@payments/console-api';
import { ClusterSession } from '@payments/kafka';
import { Clock } from '@payments/service';
import { ClusterReads } from '../kafka/cluster-reads.service.ts';
import { Mysql } from '../mysql/mysql.service.ts';
import type { ServiceAnswer } from '../services/service-client.ts';
import { Services } from '../services/services.module.ts';
import { ArchivedPlaces } from './archived-places.service.ts';
import { PaymentLifeWatch } from './payment-life.ts';

export interface NotificationRow {
  readonly id: string;
  readonly message: string;
  readonly createdAtMs: number;
}

const longestWaitMs = 35_000;

/** Payments and notifications, as their services tell of them. */
@Injectable()
export class Payments {
  constructor(
    private readonly services: Services,
    private readonly session: ClusterSession,
    private readonly reads: ClusterReads,
    private readonly mysql: Mysql,
    private readonly archived: ArchivedPlaces,
    private readonly clock: Clock,
  ) {}

  pay(
    body: unknown,
    { key = randomUUID(), prefer }: { key?: string | undefined; prefer?: string | undefined },
  ): Promise<ServiceAnswer<Payment>> {
    const headers = { 'idempotency-key': key, ...(prefer !== undefined && { prefer }) };
    return this.services.paymentsApi.ask('/v1/payments', {
      method: 'POST',
      body,
      headers,
      timeoutMs: longestWaitMs,
    });
  }

  async list(query: string): Promise<PaymentPage> {
    return (await this.services.paymentsApi.ask<PaymentPage>(`/v1/payments${query}`)).body;
  }

  async find(id: string): Promise<Payment> {
    return (await this.services.paymentsApi.ask<Payment>(`/v1/payments/${encodeURIComponent(id)}`)).body;
  }

  async limit(userId: string): Promise<UserLimit> {
    return (await this.services.paymentsApi.ask<UserLimit>(`/v1/users/${encodeURIComponent(userId)}/limit`))
      .body;
  }

  async notifications(userId: string, query: string): Promise<NotificationPage> {
    const path = `/v1/users/${encodeURIComponent(userId)}/notifications${query}`;
    return (await this.services.notifications.ask<NotificationPage>(path)).body;
  }

  notificationStream(
    userId: string,
    lastEventId: string | undefined,
    signal: AbortSignal,
  ): Promise<ReadableStream<Uint8Array>> {
    const path = `/v1/users/${encodeURIComponent(userId)}/notifications/stream`;
    return this.services.notifications.stream(
      path,
      lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
      signal,
    );
  }

  /** What follows the payment from now on. */
  watch(id: string): PaymentLifeWatch {
    let payment: Payment | undefined;
    return new PaymentLifeWatch({
      session: this.session,
      payment: async () =>
        (payment = payment === undefined || payment.status === 'pending' ? await this.find(id) : payment),
      topics: async () => (await this.reads.describe()).topics,
      notification: (paymentId) => this.notification(paymentId),
      archived: this.archived,
      nowMs: () => this.clock.now(),
    });
  }

  /** The notification begins as the payment's id does, with its time: so the index finds it. */
  private async notification(paymentId: string): Promise<NotificationRow | undefined> {
    const time = paymentId.slice(0, 13);
    const [row] = await this.mysql.rows<{ id: string; message: string; created_at: Date }>(
      'SELECT id, message, created_at FROM notifications.notifications WHERE id >= ? AND id <= ? AND payment_id = ?',
      [`${time}-`, `${time}.`, paymentId],
    );
    return row && { id: row.id, message: row.message, createdAtMs: row.created_at.getTime() };
  }
}
