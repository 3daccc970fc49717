import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { Channels } from '../channels/channel.ts';
import { Database } from '../database/database.service.ts';
import { notificationProblems } from '../notifications/notification-problems.ts';
import { type DeliveryView, deliveryViewOf, type RetriedView } from '../notifications/notification-view.ts';
import { DeliveryEntity } from './delivery.entity.ts';
import { type ChannelName, channelNames } from './delivery.ts';
import { DeliveryTask } from './delivery.task.ts';

const rowsPerStatement = 1_000;
const maxStatements = 1_000;

/** A second chance for deliveries that were given up. */
@Injectable()
export class ParkedDeliveries {
  constructor(
    @InjectRepository(DeliveryEntity) private readonly deliveries: Repository<DeliveryEntity>,
    private readonly database: Database,
    private readonly channels: Channels,
    private readonly task: DeliveryTask,
  ) {}

  /** @throws Problem if there is no such delivery, or it has been made */
  async retry(notificationId: string, channel: string): Promise<DeliveryView> {
    const where = { notificationId, channel: channel as ChannelName };
    if (!(await this.deliveries.existsBy({ notificationId })))
      throw notificationProblems.notificationNotFound(notificationId);
    if (!(await this.deliveries.existsBy(where))) throw notificationProblems.deliveryNotFound(channel);
    if (this.isEnabled(channel))
      await this.retryParked('notification_id = ? AND channel = ?', [notificationId, channel]);
    const delivery = await this.deliveries.findOneByOrFail(where);
    if (delivery.status === 'parked') throw notificationProblems.channelOff(channel);
    if (delivery.status !== 'pending') throw notificationProblems.alreadyDelivered(channel);
    this.task.wake();
    return deliveryViewOf(delivery);
  }

  /** @returns how many there were */
  async retryAll(channel: string): Promise<RetriedView> {
    const name = channelNames.find((each) => each === channel);
    if (name === undefined) throw notificationProblems.channelNotFound(channel);
    if (!this.isEnabled(name)) throw notificationProblems.channelOff(name);
    let retried = 0;
    for (let statement = 0; statement < maxStatements; statement += 1) {
      const count = await this.retryParked('channel = ?', [name]);
      retried += count;
      if (count < rowsPerStatement) break;
    }
    this.task.wake();
    return { channel: name, retried };
  }

  private isEnabled(channel: string): boolean {
    return this.channels.enabled.some(({ name }) => name === channel);
  }

  private async retryParked(which: string, parameters: readonly unknown[]): Promise<number> {
    const { affectedRows } = await this.database.change(
      `UPDATE deliveries SET status = 'pending', attempts = 0, due_at = UTC_TIMESTAMP(3)
       WHERE status = 'parked' AND ${which} LIMIT ?`,
      [...parameters, rowsPerStatement],
    );
    return affectedRows;
  }
}
