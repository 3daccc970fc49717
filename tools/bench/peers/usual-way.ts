/**
 * Payments as a NestJS service usually takes them: TypeORM saves the row in a transaction, then the Kafka client of
 * `@nestjs/microservices` emits the event. A crash between the two loses the event, and nothing is decided exactly once; all settings
 * are those that the libraries come with. Fastify instead of Express, and no validation: both in its favour.
 */
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { Body, Controller, Headers, HttpCode, Inject, Injectable, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientKafka, ClientsModule, Transport } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { TypeOrmModule } from '@nestjs/typeorm';
import { lastValueFrom } from 'rxjs';
import { Column, DataSource, Entity, Index, PrimaryColumn } from 'typeorm';

const { PORT, KAFKA_BROKERS, TOPIC, MYSQL_HOST, MYSQL_PORT, MYSQL_USER, MYSQL_PASSWORD, MYSQL_DATABASE } =
  process.env;

@Entity('payments')
@Index(['userId', 'idempotencyKey'], { unique: true })
class Payment {
  @PrimaryColumn({ type: 'char', length: 36 })
  id!: string;

  @Column({ length: 64 })
  userId!: string;

  @Column()
  idempotencyKey!: string;

  @Column({ length: 64 })
  merchantId!: string;

  @Column({ type: 'bigint' })
  amount!: number;

  @Column({ type: 'char', length: 3 })
  currency!: string;

  @Column({ length: 16 })
  status!: string;

  @Column({ type: 'date' })
  day!: string;

  @Column({ type: 'datetime', precision: 3 })
  createdAt!: Date;
}

@Injectable()
class PaymentsService {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject('KAFKA') private readonly kafka: ClientKafka,
  ) {}

  async pay(idempotencyKey: string, order: object): Promise<Payment> {
    const createdAt = new Date();
    const day = createdAt.toISOString().slice(0, 10);
    const payment = await this.dataSource.transaction((manager) =>
      manager.save(
        manager.create(Payment, {
          ...order,
          id: randomUUID(),
          idempotencyKey,
          status: 'pending',
          day,
          createdAt,
        }),
      ),
    );
    await lastValueFrom(this.kafka.emit(TOPIC, { key: payment.userId, value: payment }));
    return payment;
  }
}

@Controller('v1/payments')
class PaymentsController {
  constructor(@Inject(PaymentsService) private readonly payments: PaymentsService) {}

  @Post()
  @HttpCode(202)
  pay(@Headers('idempotency-key') idempotencyKey: string, @Body() order: object): Promise<Payment> {
    return this.payments.pay(idempotencyKey, order);
  }
}

@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'mysql',
      host: MYSQL_HOST ?? '',
      port: Number(MYSQL_PORT),
      username: MYSQL_USER ?? '',
      password: MYSQL_PASSWORD ?? '',
      database: MYSQL_DATABASE ?? '',
      entities: [Payment],
      synchronize: true,
    }),
    ClientsModule.register([
      {
        name: 'KAFKA',
        transport: Transport.KAFKA,
        options: { producerOnlyMode: true, client: { brokers: (KAFKA_BROKERS ?? '').split(',') } },
      },
    ]),
  ],
  controllers: [PaymentsController],
  providers: [PaymentsService],
})
class AppModule {}

const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), {
  logger: ['error'],
});
await app.listen(Number(PORT), '127.0.0.1');
