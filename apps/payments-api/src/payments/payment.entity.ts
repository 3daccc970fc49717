import { parse, stringify } from 'uuid';
import { Column, Entity, Index, PrimaryColumn, type ValueTransformer } from 'typeorm';
import type { PaymentReason, PaymentStatus } from './payment.ts';

const uuidAsBytes: ValueTransformer = {
  to: (id: string) => Buffer.from(parse(id)),
  from: (bytes: Buffer) => stringify(bytes),
};
/** An amount is at most 10^12: a number holds it exactly. */
const bigintAsNumber: ValueTransformer = { to: (value: number) => value, from: Number };

/** A payment as the database has it; `migrations/` says the same in SQL, with the character sets. */
@Entity('payments')
@Index('payments_idempotency_key', ['userId', 'idempotencyKey'], { unique: true })
@Index('payments_by_user', ['userId', 'id'])
export class PaymentEntity {
  @PrimaryColumn({ type: 'binary', length: 16, transformer: uuidAsBytes })
  id!: string;

  @Column({ name: 'user_id', type: 'varchar', length: 64 })
  userId!: string;

  @Column({ name: 'idempotency_key', type: 'varchar', length: 255, select: false })
  idempotencyKey!: string;

  @Column({ name: 'merchant_id', type: 'varchar', length: 64 })
  merchantId!: string;

  @Column({ type: 'bigint', transformer: bigintAsNumber })
  amount!: number;

  @Column({ type: 'char', length: 3 })
  currency!: string;

  @Column({ type: 'varchar', length: 140, nullable: true })
  description!: string | null;

  @Column({ type: 'enum', enum: ['pending', 'approved', 'rejected'], default: 'pending' })
  status!: PaymentStatus;

  @Column({ type: 'varchar', length: 32, nullable: true })
  reason!: PaymentReason | null;

  @Column({ type: 'date' })
  day!: string;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt!: Date;

  @Column({ name: 'decided_at', type: 'datetime', precision: 3, nullable: true })
  decidedAt!: Date | null;

  @Column({ type: 'char', length: 55, nullable: true, select: false })
  traceparent!: string | null;
}
