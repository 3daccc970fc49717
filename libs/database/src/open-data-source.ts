import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { isDatabaseAway } from './database-away.ts';
import { migrate } from './migrate.ts';

/** A database that starts together with its service gets so long for it. */
const startAttempts = 60;
const startPauseMs = 1_000;

/** Connects, and brings the tables up to date; waits a minute for a database that is away. For TypeOrmModule's `dataSourceFactory`. */
export async function openDataSource(options: DataSourceOptions | undefined): Promise<DataSource> {
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
