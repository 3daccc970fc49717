import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';

const lockTimeoutSeconds = 120;

/** Brings the tables up to date. Of several instances that start together one does it, and the others wait for it. */
export async function migrate(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  // Names of locks are the server's, not the database's.
  const lock = `migrations:${dataSource.driver.database}`;
  try {
    const [row] = (await runner.query('SELECT GET_LOCK(?, ?) AS locked', [lock, lockTimeoutSeconds])) as {
      locked: number | null;
    }[];
    if (Number(row?.locked) !== 1)
      throw new Error(`another instance has held ${lock} for ${lockTimeoutSeconds} s`);
    for (const { name } of await dataSource.runMigrations()) new Logger('migrations').log(`${name} is done`);
    await runner.query('SELECT RELEASE_LOCK(?)', [lock]);
  } finally {
    await runner.release();
  }
}
