import { Module, type Type } from '@nestjs/common';
import { KafkaModule } from '@payments/kafka';
import { type ServiceDefinition, startService } from '@payments/service';
import { type FreshDatabase, freshDatabase, testStack } from '@payments/testing';
import { createPool, type Pool, type RowDataPacket } from 'mysql2/promise';
import { kafka } from '../app.module.ts';
import { DatabaseModule } from '../database/database.module.ts';
import { DeliveriesModule } from '../deliveries/deliveries.module.ts';
import { LimitExceededModule } from '../limit-exceeded/limit-exceeded.module.ts';
import { NotificationsModule } from '../notifications/notifications.module.ts';
import { SettingsModule } from '../settings.module.ts';
import { StreamModule } from '../stream/stream.module.ts';
import { notificationsService } from '../notifications-service.ts';

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

/** The service on a free port. It consumes nothing, unless a group is given that it is to consume in. */
export async function startNotifications(
  database: FreshDatabase,
  environment: Record<string, string> = {},
  group?: string,
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
  const { transport: _, ...api } = notificationsService;
  const consumer = { ...notificationsService, module: moduleFor(group ?? '') };
  const definition = group === undefined ? api : consumer;
  return oneAtATime(() => startWith(definition, settings));
}

/** The service as another group than the one that all instances of it are. */
function moduleFor(group: string): Type {
  @Module({
    imports: [
      SettingsModule,
      DatabaseModule,
      KafkaModule.forService(group, kafka),
      LimitExceededModule,
      NotificationsModule,
      StreamModule,
      DeliveriesModule,
    ],
  })
  class ServiceOfGroup {}
  return ServiceOfGroup;
}

let starting: Promise<unknown> = Promise.resolve();

/** The environment is one for the whole process. */
function oneAtATime<Value>(work: () => Promise<Value>): Promise<Value> {
  const done = starting.then(work);
  starting = done.catch(() => undefined);
  return done;
}

async function startWith(
  definition: ServiceDefinition,
  settings: Record<string, string>,
): Promise<RunningService> {
  // The very object comes back: a copy of it would keep what others set in it and mean to take out again.
  const before = process.env;
  process.env = { ...before, ...settings };
  try {
    const app = await withoutSignals(() => startService({ ...definition, port: 0 }));
    return { url: await app.getUrl(), get: (part) => app.get(part as Type), stop: () => app.close() };
  } finally {
    process.env = before;
  }
}

/** The signals end the test's process, not one of the services in it. */
async function withoutSignals<Value>(work: () => Promise<Value>): Promise<Value> {
  const signals = ['SIGTERM', 'SIGINT'] as const;
  const before = new Map(signals.map((signal) => [signal, process.listeners(signal)]));
  const value = await work();
  for (const [signal, listeners] of before)
    for (const listener of process.listeners(signal))
      if (!listeners.includes(listener)) process.removeListener(signal, listener);
  return value;
}
