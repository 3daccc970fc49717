import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { connectKafka, ensureTopics, readTopic, type ReceivedRecord } from '@payments/kafka';
import { eventually, type StackAddresses, testStack, unique } from '@payments/testing';
import { createConnection, createPool, type Pool, type RowDataPacket } from 'mysql2/promise';
import type { QueryRunner } from 'typeorm';
import { CreatePayments1763800000000 } from '../database/migrations/1763800000000-create-payments.ts';
import { newPaymentIds } from '../payments/payment-id.ts';
import { paymentRecord, type PaymentRow } from '../relay/payment-row.ts';
import type { RelayNames, RelayOptions } from '../relay/relay-options.ts';
import { Relay } from '../relay/relay.task.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
const partitions = 6;
const silent = { log: () => undefined, warn: () => undefined, error: () => undefined };

/** A table of payments and a topic of their own, and relays between them. */
export class RelayGround {
  readonly options: RelayOptions & { readonly names: RelayNames };
  /** One connection, made anew when it was lost. */
  readonly connection: Pool;
  /** Payments of one user have rising amounts, in the order of their commits. */
  private nextAmount = 1;
  private lastMs = 0;
  private readonly relays: Relay[] = [];
  private readonly children: ChildProcess[] = [];

  private constructor(
    private readonly stack: StackAddresses,
    database: string,
    names: RelayNames,
  ) {
    this.options = {
      database: { ...stack.mysql, database },
      kafka: connectKafka({ ...stack.kafka, clientId: 'relay-test', log: silent }),
      names,
      now: Date.now,
      log: silent,
    };
    const connections = { connectionLimit: 1, timezone: 'Z', multipleStatements: true };
    this.connection = createPool({ ...this.options.database, ...connections });
  }

  static async make(stack: StackAddresses = testStack(), names = uniqueNames()): Promise<RelayGround> {
    const database = unique('relay').replaceAll('-', '_');
    const administration = await createConnection(stack.mysql);
    await administration.query('CREATE DATABASE ??', [database]);
    await administration.end();
    const ground = new RelayGround(stack, database, names);
    const runner = { query: (sql: string) => ground.connection.query(sql) } as unknown as QueryRunner;
    await new CreatePayments1763800000000().up(runner);
    await ensureTopics(ground.options.kafka, [{ name: names.topic, partitions, cleanup: 'delete' }]);
    return ground;
  }

  /** What a process of its own runs is the build. */
  static build(): void {
    execFileSync('npx', ['tsc', '-b', project], { stdio: 'ignore' });
  }

  get topic(): string {
    return this.options.names.topic;
  }

  startRelay(more: Partial<RelayOptions> = {}): Relay {
    const relay = new Relay({ ...this.options, ...more });
    this.relays.push(relay);
    relay.start();
    return relay;
  }

  /** A relay in a process of its own; `said` is what it has printed so far. */
  spawnRelay(): { readonly child: ChildProcess; readonly said: () => string } {
    const { database, names } = this.options;
    const given = JSON.stringify({ database, names, brokers: this.stack.kafka.brokers });
    const child = spawn(process.execPath, ['--input-type=module', '-e', relayProcess, given], {
      cwd: project,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.children.push(child);
    let output = '';
    child.stdout.on('data', (data) => (output += String(data)));
    child.stderr.on('data', (data) => (output += String(data)));
    return { child, said: () => output };
  }

  /** Commits `count` payments of `users` users, a few in each transaction. */
  async insert(count: number, { users = 20, perCommit = 7 } = {}): Promise<void> {
    for (let done = 0; done < count; done += perCommit) {
      const size = Math.min(perCommit, count - done);
      // A millisecond for each commit, so that the order of the ids is that of the commits.
      this.lastMs = Math.max(Date.now(), this.lastMs + 1);
      const rows = newPaymentIds(this.lastMs, size).map((id) => {
        this.nextAmount += 1;
        const amount = this.nextAmount;
        const createdAt = new Date(this.lastMs).toISOString().replace('T', ' ').replace('Z', '');
        return [
          id,
          `user-${amount % users}`,
          `key-${amount}`,
          'chai-point',
          amount,
          'INR',
          '☕',
          createdAt.slice(0, 10),
          createdAt,
        ];
      });
      await this.connection.query(
        `INSERT INTO payments (id, user_id, idempotency_key, merchant_id, amount, currency, description, day, created_at) VALUES ?`,
        [rows],
      );
    }
  }

  /** An insert whose outcome is not known is not tried again: the table is what counts. */
  async insertUntil(stopped: AbortSignal, pauseMs = 5): Promise<void> {
    while (!stopped.aborted) {
      await this.insert(7).catch(() => undefined);
      await pause(pauseMs);
    }
  }

  async published(): Promise<ReceivedRecord[]> {
    const records: ReceivedRecord[] = [];
    await readTopic(this.options.kafka, this.topic, (more) => records.push(...more));
    return records;
  }

  async rows(): Promise<PaymentRow[]> {
    const { database } = this.options;
    const reading = await createConnection({ ...database, dateStrings: true, timezone: 'Z' });
    const [rows] = await reading.query<RowDataPacket[]>('SELECT * FROM payments');
    await reading.end();
    return rows as unknown as PaymentRow[];
  }

  /** Waits until as many events as payments are in the topic, and compares them. */
  async compare(timeoutMs = 30_000): Promise<Comparison> {
    const expected = (await this.rows()).map((row) => paymentRecord(this.topic, row));
    const published = await eventually(
      async () => {
        const records = await this.published();
        return records.length >= expected.length && records;
      },
      { what: `${expected.length} payments in the topic`, timeoutMs, intervalMs: 300 },
    );
    const wanted = new Set(expected.map(lineOf));
    const seen = new Set<string>();
    const comparison: Comparison = {
      payments: expected.length,
      doubled: 0,
      alien: 0,
      missing: 0,
      disordered: [],
    };
    for (const line of published.map(lineOf)) {
      if (seen.has(line)) comparison.doubled += 1;
      else if (!wanted.has(line)) comparison.alien += 1;
      seen.add(line);
    }
    for (const line of wanted) if (!seen.has(line)) comparison.missing += 1;
    for (const [user, records] of Map.groupBy(published, ({ key }) => String(key))) {
      const amounts = records.map(amountOf);
      if (amounts.some((amount, index) => amount < (amounts[index - 1] ?? 0)))
        comparison.disordered.push(user);
    }
    return comparison;
  }

  async dispose(): Promise<void> {
    for (const child of this.children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await Promise.all(this.relays.map((relay) => relay.stop()));
    await this.connection.query('DROP DATABASE IF EXISTS ??', [this.options.database.database]);
    await this.connection.end();
  }
}

function uniqueNames(): RelayNames {
  const name = unique('relay');
  return { topic: `${name}.requested`, group: name, transactionalId: name };
}

/** What the topic has, against what the table says it should have, byte for byte. */
interface Comparison {
  payments: number;
  doubled: number;
  alien: number;
  missing: number;
  /** Users whose payments are not in the order of their commits. */
  disordered: string[];
}

/** How it should be. */
export function everyPaymentOnce(payments: number): Comparison {
  return { payments, doubled: 0, alien: 0, missing: 0, disordered: [] };
}

function lineOf({ key, value }: { readonly key: unknown; readonly value: unknown }): string {
  return `${String(key)} ${String(value)}`;
}

export function amountOf({ value }: ReceivedRecord): number {
  return (JSON.parse(String(value)) as { data: { amount: number } }).data.amount;
}

const relayProcess = `
  import { connectKafka } from '@payments/kafka';
  import { Relay } from './dist/relay/relay.task.js';
  const { database, names, brokers } = JSON.parse(process.argv[1]);
  const print = (line) => process.stdout.write(line + '\\n');
  const log = { log: print, warn: print, error: print };
  const kafka = connectKafka({ brokers, clientId: 'relay-process', log });
  const onPublished = ({ events }) => print('published ' + events);
  const relay = new Relay({ database, names, kafka, log, now: Date.now, onPublished });
  relay.start();
  let last;
  setInterval(() => {
    if (relay.status.state !== last) print('is ' + (last = relay.status.state));
  }, 20);
`;
