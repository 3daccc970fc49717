import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, IsNull, LessThan, type Repository } from 'typeorm';
import { encodeCursor } from './cursor.ts';
import { NotificationEntity } from './notification.entity.ts';
import { notificationProblems } from './notification-problems.ts';
import { type NotificationPage, type NotificationView, viewOf } from './notification-view.ts';
import type { PageQuery } from './parameters.ts';

/** What people read of their notifications. */
@Injectable()
export class NotificationsService {
  constructor(
    @InjectRepository(NotificationEntity) private readonly notifications: Repository<NotificationEntity>,
  ) {}

  /** Newest first. What arrives meanwhile is before the first page and moves none of the others. */
  async list(userId: string, { limit, before }: PageQuery): Promise<NotificationPage> {
    const found = await this.notifications.find({
      where: { userId, ...(before === undefined ? {} : { seq: LessThan(before) }) },
      order: { seq: 'DESC' },
      take: limit + 1,
      relations: { deliveries: true },
      relationLoadStrategy: 'query',
    });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      data: page.map(viewOf),
      nextCursor: found.length > limit && last !== undefined ? encodeCursor(last.seq) : null,
    };
  }

  /** Those with these ids, in the order they were stored. */
  async withIds(ids: readonly string[]): Promise<NotificationView[]> {
    const found = await this.notifications.find({
      where: { id: In(ids) },
      order: { seq: 'ASC' },
      relations: { deliveries: true },
      relationLoadStrategy: 'query',
    });
    return found.map(viewOf);
  }

  /** Marks it as read, if it is not yet. @throws Problem if there is none with this id */
  async read(id: string): Promise<NotificationView> {
    await this.notifications.update({ id, readAt: IsNull() }, { readAt: () => 'UTC_TIMESTAMP(3)' });
    const [notification] = await this.withIds([id]);
    if (notification === undefined) throw notificationProblems.notificationNotFound(id);
    return notification;
  }
}
