import { createConnection } from 'mysql2/promise';
import { testStack } from './stack.ts';
import { unique } from './unique.ts';

export interface FreshDatabase {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Removes it. Call it when the test is over. */
  readonly drop: () => Promise<void>;
}

/** An empty database on the MySQL of the test run, under a name of its own, with the administrator's account. */
export async function freshDatabase(prefix = 'test'): Promise<FreshDatabase> {
  const { mysql } = testStack();
  const database = unique(prefix).replaceAll('-', '_');
  const administer = async (statement: string): Promise<void> => {
    const connection = await createConnection(mysql);
    try {
      await connection.query(statement, [database]);
    } finally {
      await connection.end();
    }
  };
  await administer('CREATE DATABASE ??');
  return { ...mysql, database, drop: () => administer('DROP DATABASE IF EXISTS ??') };
}
