import { Injectable } from '@nestjs/common';
import type { RowDataPacket } from 'mysql2/promise';
import { Database } from '../database/database.service.ts';
import type { StoredNotification } from '../notifications/notification.ts';
import { NotificationSettings } from '../settings.ts';
import type { ChannelName, DeliveryOutcome, LeasedDelivery } from './delivery.ts';

/** Deliveries that are taken together. */
export interface Lease {
  readonly channel: ChannelName;
  /** Also the proof that it is still held: whoever takes a delivery after that moment sets a later one. */
  readonly until: Date;
  readonly deliveries: readonly LeasedDelivery[];
}

interface LeaseOptions {
  readonly status: 'pending' | 'delivered';
  readonly channel: ChannelName;
  readonly limit: number;
}

interface LeasedRow extends RowDataPacket, StoredNotification {
  readonly attempts: number;
  readonly deliveredAt: Date | null;
  readonly leasedUntil: Date;
}

/**
 * The deliveries that are due, shared by all instances. A delivery that is taken is due again when its lease ends: should its
 * worker be gone by then, another one takes it. All times are the database's.
 */
@Injectable()
export class DeliveryQueue {
  private readonly leaseMicroseconds: number;

  constructor(
    private readonly database: Database,
    settings: NotificationSettings,
  ) {
    this.leaseMicroseconds = settings.delivery.leaseMs * 1_000;
  }

  /** Those of the channels for which something is due; locks nothing, so somebody else may have taken it. */
  async dueChannels(
    status: LeaseOptions['status'],
    channels: readonly ChannelName[],
  ): Promise<readonly ChannelName[]> {
    const one =
      '(SELECT channel FROM deliveries WHERE status = ? AND channel = ? AND due_at <= UTC_TIMESTAMP(3) LIMIT 1)';
    const rows = await this.database.rows<RowDataPacket & { channel: ChannelName }>(
      channels.map(() => one).join(' UNION ALL '),
      channels.flatMap((channel) => [status, channel]),
    );
    return rows.map(({ channel }) => channel);
  }

  /** Takes what is due longest and nobody else has taken; undefined if there is nothing. */
  async lease({ status, channel, limit }: LeaseOptions): Promise<Lease | undefined> {
    return this.database.transaction(async (session) => {
      const rows = await session.rows<LeasedRow>(
        `SELECT n.id, n.user_id AS userId, n.payment_id AS paymentId, n.kind, n.title, n.message, n.day,
                n.created_at AS createdAt, d.attempts, d.delivered_at AS deliveredAt,
                UTC_TIMESTAMP(3) + INTERVAL ? MICROSECOND AS leasedUntil
         FROM deliveries d STRAIGHT_JOIN notifications n ON n.id = d.notification_id
         WHERE d.status = ? AND d.channel = ? AND d.due_at <= UTC_TIMESTAMP(3)
         ORDER BY d.due_at LIMIT ? FOR UPDATE OF d SKIP LOCKED`,
        [this.leaseMicroseconds, status, channel, limit],
      );
      const until = rows[0]?.leasedUntil;
      if (until === undefined) return undefined;
      const attempt = status === 'pending' ? 1 : 0;
      await session.change(
        'UPDATE deliveries SET due_at = ?, attempts = attempts + ? WHERE notification_id IN (?) AND channel = ?',
        [until, attempt, rows.map(({ id }) => id), channel],
      );
      const deliveries = rows.map((row) => ({
        notification: row,
        attempts: row.attempts + attempt,
        deliveredAt: row.deliveredAt,
      }));
      return { channel, until, deliveries };
    });
  }

  /**
   * Writes down how the attempts ended, one outcome for each delivery of the lease. A success always counts; a failure only
   * while the lease is held, for afterwards somebody else may be at it.
   */
  async settle(lease: Lease, outcomes: readonly DeliveryOutcome[]): Promise<void> {
    const ends = lease.deliveries.map(({ notification }, index) => ({
      id: notification.id,
      ...outcomes[index],
    }));
    await this.database.change(
      `UPDATE deliveries d
       JOIN JSON_TABLE(?, '$[*]' COLUMNS (
         id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin PATH '$.id',
         status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin PATH '$.status',
         delay_ms BIGINT PATH '$.delayMs',
         cause VARCHAR(500) PATH '$.cause'
       )) AS ended ON ended.id = d.notification_id AND d.channel = ?
       SET d.due_at = IF(ended.status = 'parked', NULL, UTC_TIMESTAMP(3) + INTERVAL COALESCE(ended.delay_ms, 0) * 1000 MICROSECOND),
           d.delivered_at = IF(ended.status = 'delivered', UTC_TIMESTAMP(3), NULL),
           d.cause = ended.cause,
           d.status = ended.status
       WHERE (ended.status = 'delivered' AND d.status IN ('pending', 'parked'))
          OR (d.status = 'pending' AND d.due_at = ?)`,
      [JSON.stringify(ends), lease.channel, lease.until],
    );
  }

  /** Nothing is left to do for these. */
  async markAnnounced(lease: Lease): Promise<void> {
    await this.database.change(
      `UPDATE deliveries SET status = 'announced', due_at = NULL
       WHERE notification_id IN (?) AND channel = ? AND status = 'delivered'`,
      [lease.deliveries.map(({ notification }) => notification.id), lease.channel],
    );
  }

  /** Gives back what could not be announced, so that it need not wait for the end of the lease. */
  async release(lease: Lease): Promise<void> {
    await this.database.change(
      'UPDATE deliveries SET due_at = UTC_TIMESTAMP(3) WHERE notification_id IN (?) AND channel = ? AND due_at = ?',
      [lease.deliveries.map(({ notification }) => notification.id), lease.channel, lease.until],
    );
  }
}
