import { Logger } from '@nestjs/common';
import type { DataSource, QueryRunner } from 'typeorm';

/** How long an instance waits for another one that migrates. */
const lockTimeoutSeconds = 60;

/** Brings the schema up to date; of several instances that start together one does it while the others wait. */
export async function migrate(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  // GET_LOCK is one namespace for the whole server, the database's name makes it ours.
  const lock = `migrate ${String(dataSource.options.database)}`.slice(0, 64);
  try {
    await take(runner, lock);
    const migrations = await dataSource.runMigrations();
    for (const { name } of migrations) new Logger('database').log(`migrated: ${name}`);
  } finally {
    await runner.query('SELECT RELEASE_LOCK(?)', [lock]);
    await runner.release();
  }
}

async function take(runner: QueryRunner, lock: string): Promise<void> {
  const [row] = (await runner.query('SELECT GET_LOCK(?, ?) AS taken', [lock, lockTimeoutSeconds])) as {
    taken: unknown;
  }[];
  if (Number(row?.taken) !== 1)
    throw new Error(
      `Another instance has been migrating the database for ${lockTimeoutSeconds} s; see its log.`,
    );
}
