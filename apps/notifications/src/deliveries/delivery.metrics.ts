import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '@payments/service';
import type { RowDataPacket } from 'mysql2/promise';
import { Counter, Gauge, Histogram, register } from 'prom-client';
import { Database } from '../database/database.service.ts';
import { type ChannelName, channelNames, type DeliveryOutcome, type DeliveryStatus } from './delivery.ts';

const attempts = new Counter({
  name: 'notification_delivery_attempts_total',
  help: 'Attempts to deliver, by their end: delivered, failed (and tried again later) or parked.',
  labelNames: ['channel', 'outcome'],
});
const outcomes = { delivered: 'delivered', pending: 'failed', parked: 'parked' } as const;

const durations = new Histogram({
  name: 'notification_delivery_attempt_seconds',
  help: 'How long an attempt took.',
  labelNames: ['channel'],
  buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
});

interface Unfinished {
  readonly channel: ChannelName;
  readonly status: DeliveryStatus;
  readonly count: number;
  readonly due: number;
  readonly lagSeconds: number;
}

const unfinishedStatuses: readonly DeliveryStatus[] = ['pending', 'delivered', 'parked'];
/** The table is asked once for all gauges, and not more often than this. */
const maxAgeMs = 1_000;

/** What the deliveries do and, asked of the table when somebody reads the metrics, what is still to be done. */
@Injectable()
export class DeliveryMetrics implements OnModuleInit {
  private known: { readonly atMs: number; readonly unfinished: Promise<readonly Unfinished[]> } | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.addGauge(
      'notification_deliveries_unfinished',
      'To be delivered (pending), to be announced (delivered), or given up until somebody looks at it (parked).',
      ({ count }) => count,
    );
    this.addGauge('notification_deliveries_due', 'Those of them whose time has come.', ({ due }) => due);
    this.addGauge(
      'notification_deliveries_lag_seconds',
      'How long the one that waits longest has been due.',
      ({ lagSeconds }) => lagSeconds,
    );
  }

  /** Begins an attempt; what is returned ends it. */
  attempt(channel: ChannelName): (status: DeliveryOutcome['status']) => void {
    const stop = durations.startTimer({ channel });
    return (status) => {
      stop();
      attempts.inc({ channel, outcome: outcomes[status] });
    };
  }

  private addGauge(name: string, help: string, valueOf: (unfinished: Unfinished) => number): void {
    const unfinished = (): Promise<readonly Unfinished[]> => this.unfinished();
    register.removeSingleMetric(name);
    register.registerMetric(
      new Gauge({
        name,
        help,
        labelNames: ['channel', 'status'],
        registers: [],
        async collect() {
          this.reset();
          for (const each of await unfinished())
            this.set({ channel: each.channel, status: each.status }, valueOf(each));
        },
      }),
    );
  }

  private unfinished(): Promise<readonly Unfinished[]> {
    const atMs = this.clock.now();
    if (this.known === undefined || atMs - this.known.atMs >= maxAgeMs) {
      // Without the database there are no numbers; the readiness says why.
      this.known = { atMs, unfinished: this.ask().catch(() => []) };
    }
    return this.known.unfinished;
  }

  private async ask(): Promise<readonly Unfinished[]> {
    const rows = await this.database.rows<RowDataPacket & Unfinished>(
      `SELECT channel, status, COUNT(*) AS count,
              COUNT(IF(due_at <= UTC_TIMESTAMP(3), 1, NULL)) AS due,
              GREATEST(0, COALESCE(TIMESTAMPDIFF(MICROSECOND, MIN(due_at), UTC_TIMESTAMP(3)), 0)) / 1e6 AS lagSeconds
       FROM deliveries WHERE status IN (?) GROUP BY status, channel`,
      [unfinishedStatuses],
    );
    const find = (channel: ChannelName, status: DeliveryStatus): Unfinished =>
      rows.find((row) => row.channel === channel && row.status === status) ?? {
        channel,
        status,
        count: 0,
        due: 0,
        lagSeconds: 0,
      };
    return channelNames.flatMap((channel) => unfinishedStatuses.map((status) => find(channel, status)));
  }
}
