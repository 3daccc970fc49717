import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { NotificationEntity } from '../notifications/notification.entity.ts';
import type { ChannelName, DeliveryStatus } from './delivery.ts';

const ascii = { charset: 'ascii', collation: 'ascii_bin' } as const;

@Entity('deliveries')
@Index('deliveries_due', ['status', 'channel', 'dueAt'])
export class DeliveryEntity {
  @PrimaryColumn({ name: 'notification_id', type: 'char', length: 36, ...ascii })
  notificationId!: string;

  @PrimaryColumn({ type: 'varchar', length: 16, ...ascii })
  channel!: ChannelName;

  @Column({ type: 'varchar', length: 16, ...ascii })
  status!: DeliveryStatus;

  @Column({ type: 'smallint', unsigned: true })
  attempts!: number;

  /** When the next step is to be done; while somebody does it, when his lease ends. Null: there is none. */
  @Column({ name: 'due_at', type: 'datetime', precision: 3, nullable: true })
  dueAt!: Date | null;

  @Column({ name: 'delivered_at', type: 'datetime', precision: 3, nullable: true })
  deliveredAt!: Date | null;

  /** Why the last attempt failed. */
  @Column({ type: 'varchar', length: 500, nullable: true })
  cause!: string | null;

  @ManyToOne(() => NotificationEntity, (notification) => notification.deliveries, {
    createForeignKeyConstraints: false,
  })
  @JoinColumn({ name: 'notification_id' })
  notification!: NotificationEntity;
}
