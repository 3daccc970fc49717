import { Module, type Type } from '@nestjs/common';
import { startService } from '@payments/service';
import { type FreshDatabase, freshDatabase } from '@payments/testing';
import { type Connection, createConnection, createPool, type Pool, type RowDataPacket } from 'mysql2/promise';
import { DatabaseModule } from '../database/database.module.ts';
import { DecisionsModule } from '../decisions/decisions.module.ts';
import { LimitsModule } from '../limits/limits.module.ts';
import { paymentsApi } from '../payments-api.ts';
import { PaymentsModule } from '../payments/payments.module.ts';
import { SettingsModule } from '../settings.module.ts';
import { ApiClient } from './api-client.ts';

export interface RunningApi {
  readonly client: ApiClient;
  /** A part of the service. */
  get<Part>(part: Type<Part>): Part;
  stop(): Promise<void>;
}

export interface TestDatabase extends FreshDatabase {
  readonly rows: <Row = Record<string, unknown>>(sql: string, values?: unknown[]) => Promise<Row[]>;
  /** How many payments there are. */
  readonly count: () => Promise<number>;
  /** A connection for transactions and locks; the test ends it. */
  readonly connect: () => Promise<Connection>;
}

/** An empty database and a way to look into it. */
export async function testDatabase(): Promise<TestDatabase> {
  const database = await freshDatabase('payments');
  const { drop, ...options } = database;
  const pool: Pool = createPool({ ...options, timezone: 'Z' });
  const rows = async <Row>(sql: string, values: unknown[] = []): Promise<Row[]> =>
    (await pool.query<RowDataPacket[]>(sql, values))[0] as Row[];
  return {
    ...database,
    rows,
    count: async () =>
      (await rows<{ count: number }>('SELECT COUNT(*) AS count FROM payments'))[0]?.count ?? 0,
    connect: () => createConnection(options),
    drop: async () => {
      await pool.end();
      await drop();
    },
  };
}

/** The service without its side to Kafka. */
@Module({ imports: [SettingsModule, DatabaseModule, PaymentsModule, DecisionsModule, LimitsModule] })
class HttpSide {}

/** The service as `main.ts` starts it, on a free port, without Kafka. */
export async function startApi(
  database: Omit<FreshDatabase, 'drop'>,
  environment: Record<string, string> = {},
): Promise<RunningApi> {
  // The very object comes back: a copy of it would keep what others set in it and mean to take out again.
  const before = process.env;
  process.env = {
    ...before,
    MYSQL_HOST: database.host,
    MYSQL_PORT: String(database.port),
    MYSQL_USER: database.user,
    MYSQL_PASSWORD: database.password,
    MYSQL_DATABASE: database.database,
    ...environment,
  };
  try {
    const { transport: _, ...definition } = paymentsApi;
    const app = await withoutSignals(() => startService({ ...definition, module: HttpSide, port: 0 }));
    const client = await ApiClient.of(await app.getUrl());
    return { client, get: (part) => app.get(part), stop: () => app.close() };
  } finally {
    process.env = before;
  }
}

/** The signals end the test's process, not one of the services in it. */
export async function withoutSignals<Value>(work: () => Promise<Value>): Promise<Value> {
  const signals = ['SIGTERM', 'SIGINT'] as const;
  const before = new Map(signals.map((signal) => [signal, process.listeners(signal)]));
  const value = await work();
  for (const [signal, listeners] of before)
    for (const listener of process.listeners(signal))
      if (!listeners.includes(listener)) process.removeListener(signal, listener);
  return value;
}
