import { Injectable } from '@nestjs/common';
import { topics } from '@payments/contracts';
import { partitionFor } from '@payments/kafka';
import type { RowDataPacket } from 'mysql2/promise';
import { type Channel, Channels } from '../channels/channel.ts';
import { Database, type Session } from '../database/database.service.ts';
import { Arrivals } from './arrivals.ts';
import type { NewNotification } from './notification.ts';

/** A statement with more rows than this would be no quicker. */
const maxRowsPerStatement = 500;

@Injectable()
export class NotificationStore {
  constructor(
    private readonly database: Database,
    private readonly channels: Channels,
    private readonly arrivals: Arrivals,
  ) {}

  /**
   * Stores each notification once, however often it is brought here, together with a delivery for every channel that is
   * switched on: all of them or, if it throws, none.
   *
   * @returns how many were new
   */
  async store(notifications: readonly NewNotification[]): Promise<number> {
    const unique = [...new Map(notifications.map((each) => [each.id, each])).values()];
    const stored = await this.database.transaction(async (session) => {
      await holdLanes(session, unique);
      let count = 0;
      for (const part of parts(unique)) count += await this.storePart(session, part);
      return count;
    });
    if (stored > 0) this.arrivals.stored.next();
    return stored;
  }

  private async storePart(session: Session, part: readonly NewNotification[]): Promise<number> {
    const known = await session.rows<RowDataPacket & { id: string }>(
      'SELECT id FROM notifications WHERE id IN (?)',
      [part.map(({ id }) => id)],
    );
    const knownIds = new Set(known.map(({ id }) => id));
    const fresh = part.filter(({ id }) => !knownIds.has(id));
    if (fresh.length === 0) return 0;
    await insertNotifications(session, fresh);
    for (const channel of this.channels.enabled) await insertDeliveries(session, fresh, channel);
    return fresh.length;
  }
}

/** As many lanes as the topic has partitions: a batch, which is of one partition, needs one. */
async function holdLanes(session: Session, notifications: readonly NewNotification[]): Promise<void> {
  const { partitions } = topics.limitsExceeded;
  const lanes = new Set(notifications.map(({ userId }) => partitionFor(userId, partitions)));
  await session.rows('SELECT lane FROM lanes WHERE lane IN (?) ORDER BY lane FOR UPDATE', [[...lanes]]);
}

function* parts<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += maxRowsPerStatement)
    yield items.slice(start, start + maxRowsPerStatement);
}

async function insertNotifications(session: Session, fresh: readonly NewNotification[]): Promise<void> {
  await session.change(
    `INSERT INTO notifications (id, user_id, payment_id, kind, title, message, day)
     VALUES ? ON DUPLICATE KEY UPDATE id = id`,
    [
      fresh.map((each) => [
        each.id,
        each.userId,
        each.paymentId,
        each.kind,
        each.title,
        each.message,
        each.day,
      ]),
    ],
  );
}

/** What is delivered by being stored has only to be announced; the rest is due now. */
async function insertDeliveries(
  session: Session,
  fresh: readonly NewNotification[],
  channel: Channel,
): Promise<void> {
  const isDelivered = channel.deliver === undefined;
  await session.change(
    `INSERT INTO deliveries (notification_id, channel, status, attempts, due_at, delivered_at)
     SELECT id, ?, ?, ?, created_at, ${isDelivered ? 'created_at' : 'NULL'} FROM notifications WHERE id IN (?)
     ON DUPLICATE KEY UPDATE notification_id = notification_id`,
    [channel.name, isDelivered ? 'delivered' : 'pending', isDelivered ? 1 : 0, fresh.map(({ id }) => id)],
  );
}
