import { Column, Entity, Index, OneToMany, PrimaryColumn } from 'typeorm';
import { DeliveryEntity } from '../deliveries/delivery.entity.ts';
import type { NotificationKind, StoredNotification } from './notification.ts';

const ascii = { charset: 'ascii', collation: 'ascii_bin' } as const;

@Entity('notifications')
@Index('notifications_user_seq', ['userId', 'seq'])
export class NotificationEntity implements StoredNotification {
  @PrimaryColumn({ type: 'char', length: 36, ...ascii })
  id!: string;

  /** The order in which a user's notifications became visible. A bigint, so a string of digits. */
  @Column({ type: 'bigint', unsigned: true, generated: 'increment' })
  @Index('notifications_seq', { unique: true })
  seq!: string;

  @Column({ name: 'user_id', type: 'varchar', length: 64, ...ascii })
  userId!: string;

  @Column({ name: 'payment_id', type: 'char', length: 36, ...ascii })
  paymentId!: string;

  @Column({ type: 'varchar', length: 32, ...ascii })
  kind!: NotificationKind;

  @Column({ type: 'varchar', length: 100 })
  title!: string;

  @Column({ type: 'varchar', length: 500 })
  message!: string;

  @Column({ type: 'date' })
  day!: string;

  @Column({ name: 'created_at', type: 'datetime', precision: 3, default: () => 'utc_timestamp(3)' })
  createdAt!: Date;

  @Column({ name: 'read_at', type: 'datetime', precision: 3, nullable: true })
  readAt!: Date | null;

  @OneToMany(() => DeliveryEntity, (delivery) => delivery.notification)
  deliveries!: DeliveryEntity[];
}
