import type { Type } from '@nestjs/common';
import { startService } from '@payments/service';
import { type FreshDatabase, freshDatabase, testStack } from '@payments/testing';
import { createPool, type Pool, type RowDataPacket } from 'mysql2/promise';
import { AppModule } from '../app.module.ts';
import { apiSchemas } from '../notifications/notification-view.ts';

export interface RunningService {
  readonly url: string;
  /** A part of the service. */
  get<Part>(part: Type<Part> | (abstract new (...args: never[]) => Part)): Part;
  stop(): Promise<void>;
}

export interface TestDatabase extends FreshDatabase {
  rows<Row = Record<string, unknown>>(sql: string, values?: unknown[]): Promise<Row[]>;
}

/** An empty database and a connection to look into it. */
export async function testDatabase(): Promise<TestDatabase> {
  const database = await freshDatabase('notifications');
  const { host, port, user, password } = database;
  const pool: Pool = createPool({ host, port, user, password, database: database.database, timezone: 'Z' });
  return {
    ...database,
    rows: async <Row>(sql: string, values: unknown[] = []) =>
      (await pool.query<RowDataPacket[]>(sql, values))[0] as Row[],
    drop: async () => {
      await pool.end();
      await database.drop();
    },
  };
}

/** The service as `main.ts` starts it, on a free port; it consumes nothing. */
export async function startNotifications(
  database: FreshDatabase,
  environment: Record<string, string> = {},
): Promise<RunningService> {
  const settings: Record<string, string> = {
    KAFKA_BROKERS: testStack().kafka.brokers.join(','),
    MYSQL_HOST: database.host,
    MYSQL_PORT: String(database.port),
    MYSQL_USER: database.user,
    MYSQL_PASSWORD: database.password,
    MYSQL_DATABASE: database.database,
    DELIVERY_POLL_MS: '50',
    STREAM_POLL_MS: '50',
    ...environment,
  };
  const before = { ...process.env };
  Object.assign(process.env, settings);
  try {
    const app = await startService({
      name: 'notifications',
      module: AppModule,
      port: 0,
      schemas: apiSchemas,
    });
    return {
      url: await app.getUrl(),
      get: (part) => app.get(part as Type),
      stop: () => app.close(),
    };
  } finally {
    process.env = before;
  }
}
