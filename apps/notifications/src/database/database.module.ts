import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { openDataSource } from '@payments/database';

import { NotificationSettings } from '../settings.ts';
import { dataSourceOptions } from './data-source.ts';
import { Database } from './database.service.ts';

/** TypeORM for what people ask, and a pool for the statements that carry the load. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [NotificationSettings],
      useFactory: ({ mysql }: NotificationSettings) => dataSourceOptions(mysql),
      dataSourceFactory: openDataSource,
    }),
  ],
  providers: [Database],
  exports: [Database],
})
export class DatabaseModule {}
