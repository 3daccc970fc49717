import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';

const lockTimeoutSeconds = 120;
/** Of a lock's name, in characters. */
const longestName = 64;

/** Brings the tables up to date. Of several instances that start together one does it, and the others wait for it. */
export async function migrate(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  // Names of locks are the server's, not the database's.
  const lock = `migrations:${dataSource.driver.database}`.slice(0, longestName);
  try {
    const [row] = (await runner.query('SELECT GET_LOCK(?, ?) AS locked', [lock, lockTimeoutSeconds])) as {
      locked: number | null;
    }[];
    if (Number(row?.locked) !== 1)
      throw new Error(
        `Another instance has been migrating the database for ${lockTimeoutSeconds} s; see its log.`,
      );
    for (const { name } of await dataSource.runMigrations()) new Logger('migrations').log(`${name} is done`);
  } finally {
    await runner.query('SELECT RELEASE_LOCK(?)', [lock]);
    await runner.release();
  }
}
