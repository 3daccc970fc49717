import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { openDataSource } from '@payments/database';
import { Readiness } from '@payments/service';
import type { DataSourceOptions } from 'typeorm';
import { ApiSettings } from '../api-settings.ts';
import { PaymentEntity } from '../payments/payment.entity.ts';
import { DatabaseReads } from './database-reads.service.ts';
import { CreatePayments1763800000000 } from './migrations/1763800000000-create-payments.ts';
import { RoomForDecisions1764500000000 } from './migrations/1764500000000-room-for-decisions.ts';
import { MysqlPool } from './mysql-pool.service.ts';

const maxReadConnections = 4;
const maxWaitingReads = 1_000;
const connectTimeoutMs = 2_000;

/** TypeORM for what is read, and a pool for the statements every payment takes part in. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      useFactory: (settings: ApiSettings) => dataSourceOptions(settings),
      inject: [ApiSettings],
      dataSourceFactory: openDataSource,
    }),
  ],
  providers: [DatabaseReads, MysqlPool],
  exports: [DatabaseReads, MysqlPool],
})
export class DatabaseModule {
  constructor(readiness: Readiness, pool: MysqlPool) {
    readiness.add('database', async () => {
      await pool.use((connection) => connection.read('SELECT 1'));
      return undefined;
    });
  }
}

function dataSourceOptions({ mysql }: ApiSettings): DataSourceOptions {
  const { user, ...server } = mysql;
  return {
    type: 'mysql',
    ...server,
    username: user,
    timezone: 'Z',
    dateStrings: ['DATE'],
    poolSize: maxReadConnections,
    connectTimeout: connectTimeoutMs,
    extra: { queueLimit: maxWaitingReads },
    entities: [PaymentEntity],
    migrations: [CreatePayments1763800000000, RoomForDecisions1764500000000],
    migrationsTableName: 'payments_migrations',
    logging: false,
  };
}
