import { Clock } from '@payments/service';
import { type FreshDatabase, freshDatabase } from '@payments/testing';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import type { RawConfig } from '../config/config-def.ts';
import { createMySqlSinkTask } from '../mysql-sink/mysql-sink.ts';
import type { SinkTaskContext } from '../plugin/plugin.ts';
import type { SinkTask, SinkWriter } from '../plugin/sink-task.ts';
import type { SinkRecord } from '../records/connect-record.ts';
import type { Schema } from '../records/schema.ts';

/** What a test says of a record; the rest does not matter to it. */
export interface Given {
  readonly key?: unknown;
  readonly keySchema?: Schema;
  readonly value: unknown;
  readonly valueSchema?: Schema;
}

/** Each row as the last record of its key says; no record, no row. */
export const upsert = {
  'insert.mode': 'upsert',
  'pk.mode': 'record_key',
  'pk.fields': 'id',
  'delete.enabled': 'true',
} as const;

export function customer(id: number, name: string): Given {
  return { key: { id }, value: { id, name } };
}

/** An opened partition, and what its writer has done with it. */
export interface OpenedPartition {
  readonly writer: SinkWriter;
  /** Puts records at the next offsets, and waits until they are committed. */
  readonly write: (...given: readonly Given[]) => Promise<void>;
  readonly put: (...given: readonly Given[]) => Promise<void>;
  readonly commits: number[];
  readonly skipped: { readonly offset: number; readonly message: string }[];
}

export interface OpenOptions {
  readonly topic?: string;
  readonly offset?: number;
  /** False: the first record that cannot be written fails the partition. */
  readonly tolerant?: boolean;
  /** Refuses commits, as if the partition were somebody else's by now. */
  readonly commitError?: () => Error | undefined;
}

class TestClock extends Clock {
  aheadMs = 0;

  now(): number {
    return Date.now() + this.aheadMs;
  }
}

/** A database of its own, and a sink's task that writes into it: what the worker would do is done here. */
export class MySqlSinkGround {
  readonly warnings: string[] = [];
  /** Runs on by itself; a test may put it forward. */
  readonly clock = new TestClock();
  private readonly tasks: SinkTask[] = [];
  private readonly writers: SinkWriter[] = [];

  private constructor(
    readonly database: FreshDatabase,
    readonly sql: Connection,
  ) {}

  static async start(): Promise<MySqlSinkGround> {
    const database = await freshDatabase('sink');
    const { drop: _drop, ...address } = database;
    const options = { ...address, dateStrings: true, timezone: 'Z', supportBigNumbers: true } as const;
    return new MySqlSinkGround(database, await createConnection(options));
  }

  async stop(): Promise<void> {
    await Promise.all(this.writers.map((writer) => writer.close()));
    await Promise.all(this.tasks.map((task) => task.stop()));
    await this.sql.end();
    await this.database.drop();
  }

  config(changes: RawConfig = {}): RawConfig {
    const { host, port, user, password, database } = this.database;
    return {
      'connection.url': `jdbc:mysql://${host}:${port}/${database}`,
      'connection.user': user,
      'connection.password': password,
      'retry.backoff.ms': '50',
      ...changes,
    };
  }

  /** Each call is another task, as after a restart. */
  async open(config: RawConfig, options: OpenOptions = {}): Promise<OpenedPartition> {
    return this.openIn(this.newTask(config), options);
  }

  /** Partitions of one task. */
  async openAll(config: RawConfig, topics: readonly string[]): Promise<readonly OpenedPartition[]> {
    const task = this.newTask(config);
    return Promise.all(topics.map((topic) => this.openIn(task, { topic })));
  }

  private newTask(config: RawConfig): SinkTask {
    const task = createMySqlSinkTask(this.context(config), this.clock);
    this.tasks.push(task);
    return task;
  }

  private async openIn(task: SinkTask, options: OpenOptions): Promise<OpenedPartition> {
    const { topic = 'customers', offset = 0, tolerant = false, commitError } = options;
    const commits: number[] = [];
    const skipped: { offset: number; message: string }[] = [];
    const writer = await task.open({
      topic,
      partition: 0,
      position: { offset, metadata: '' },
      commit: async (position) => {
        const error = commitError?.();
        if (error !== undefined) throw error;
        commits.push(position.offset);
      },
      skip: async (record, error) => {
        if (!tolerant) throw error;
        skipped.push({ offset: record.offset, message: (error as Error).message });
      },
    });
    this.writers.push(writer);
    let next = offset;
    const put = async (...given: readonly Given[]): Promise<void> => {
      const records = given.map((each, index) => sinkRecord(topic, next + index, each));
      next += records.length;
      await writer.put(records, next);
    };
    const write = async (...given: readonly Given[]): Promise<void> => {
      await put(...given);
      await writer.flush();
    };
    return { writer, write, put, commits, skipped };
  }

  async createTable(name: string, columns: string): Promise<void> {
    await this.sql.query(`CREATE TABLE ${name} (${columns})`);
  }

  async rows(query: string): Promise<readonly RowDataPacket[]> {
    const [rows] = await this.sql.query<RowDataPacket[]>(query);
    return rows;
  }

  private context(config: RawConfig): SinkTaskContext {
    const warn = (message: string): void => void this.warnings.push(message);
    return {
      connector: 'test',
      task: 0,
      config,
      signal: new AbortController().signal,
      log: { log: () => undefined, warn, error: warn },
    };
  }
}

function sinkRecord(topic: string, offset: number, given: Given): SinkRecord {
  const { key = null, keySchema, value, valueSchema } = given;
  const timestampMs = 1_700_000_000_000 + offset;
  const original = {
    topic,
    partition: 0,
    offset: String(offset),
    key: null,
    value: null,
    headers: {},
    timestampMs,
  };
  return {
    topic,
    partition: 0,
    offset,
    timestampMs,
    key,
    keySchema,
    value,
    valueSchema,
    headers: {},
    original,
  };
}
