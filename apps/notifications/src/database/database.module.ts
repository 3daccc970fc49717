import { setTimeout as pause } from 'node:timers/promises';
import { Global, Logger, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { NotificationSettings } from '../settings.ts';
import { dataSourceOptions } from './data-source.ts';
import { isDatabaseAway } from './database-errors.ts';
import { Database } from './database.service.ts';
import { migrate } from './migrations.task.ts';

/** A database that starts together with this service gets so long for it. */
const startAttempts = 60;
const startPauseMs = 1_000;

/** TypeORM for what people ask, and a pool for the statements that carry the load. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [NotificationSettings],
      useFactory: ({ mysql }: NotificationSettings) => dataSourceOptions(mysql),
      dataSourceFactory: connect,
    }),
  ],
  providers: [Database],
  exports: [Database],
})
export class DatabaseModule {}

async function connect(options: DataSourceOptions | undefined): Promise<DataSource> {
  if (options === undefined) throw new TypeError('TypeORM has no options.');
  for (let attempt = 1; ; attempt += 1) {
    try {
      const dataSource = await new DataSource(options).initialize();
      await migrate(dataSource);
      return dataSource;
    } catch (error) {
      if (!isDatabaseAway(error) || attempt >= startAttempts) throw error;
      if (attempt === 1) new Logger('database').warn(`Waiting for MySQL: ${(error as Error).message}`);
      await pause(startPauseMs);
    }
  }
}
