import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@payments/testing';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mysqlAddress, prepareMysql } from '../../../../tools/stack/mysql.ts';
import { freePort } from '../../../../tools/stack/ports.ts';
import type { ServerProcess } from '../../../../tools/stack/server-process.ts';
import { type RunningApi, startApi } from '../testing/running-api.ts';

const clients = 32;
/** A client that has sent a request has an answer after so long, whatever the database does. */
const longestAnswerMs = 12_000;

let folder: string;
let server: ServerProcess;
let address: ReturnType<typeof mysqlAddress>;
let api: RunningApi;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'payments-outage-'));
  const port = await freePort();
  const step = { update: () => undefined, done: () => undefined, fail: () => undefined };
  server = await prepareMysql({ port, dataFolder: folder, logFolder: folder }, step);
  await server.start();
  address = mysqlAddress(port);
  const connection = await createConnection(address);
  await connection.query('CREATE DATABASE payments');
  await connection.end();
  api = await startApi({ ...address, database: 'payments' });
}, 120_000);
afterAll(async () => {
  await api.stop();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** Clients that pay one payment after another, and send one again, with its key, until it is accepted. */
class PayingClients {
  readonly accepted = new Map<string, string>();
  refused = 0;
  /** Whoever waits behind a statement that hangs may be told that too many wait. */
  mayWaitTooLong = false;
  longestMs = 0;
  private paying = true;
  private readonly all: Promise<unknown>;

  constructor() {
    this.all = Promise.all(Array.from({ length: clients }, (_, client) => this.payOn(client)));
  }

  async end(): Promise<void> {
    this.paying = false;
    await this.all;
  }

  private async payOn(client: number): Promise<void> {
    for (let number = 0; this.paying; number += 1) {
      const key = `${client}-${number}-${this.accepted.size}`;
      this.accepted.set(key, await this.payUntilAccepted(key));
    }
  }

  private async payUntilAccepted(key: string): Promise<string> {
    for (;;) {
      const startedAt = performance.now();
      const { status, headers, body } = await api.client.pay({}, { 'idempotency-key': key });
      this.longestMs = Math.max(this.longestMs, performance.now() - startedAt);
      if (status === 202) return body.id;
      const isRefused = status === 503 || (status === 429 && this.mayWaitTooLong);
      if (!isRefused || headers['retry-after'] !== '1') throw new Error(`An answer of ${status}`);
      this.refused += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Every accepted payment is there once, and nothing else is. */
async function expectStored(accepted: ReadonlyMap<string, string>): Promise<void> {
  const connection = await createConnection({ ...address, database: 'payments' });
  const [rows] = await connection.query<RowDataPacket[]>(
    'SELECT idempotency_key AS paymentKey, BIN_TO_UUID(id) AS id FROM payments',
  );
  await connection.end();
  expect(new Map(rows.map((row) => [row['paymentKey'], row['id']]))).toEqual(accepted);
  expect(rows).toHaveLength(accepted.size);
}

async function readiness(): Promise<number> {
  return (await fetch(`${api.client.url}/health/ready`)).status;
}

it('loses and doubles nothing that was accepted, and has the others come again, while MySQL is killed, stopped and started', async () => {
  const paying = new PayingClients();
  await eventually(() => paying.accepted.size > 500, { what: 'payments before the kill' });

  await server.kill('SIGKILL');
  await eventually(() => paying.refused > 100, { what: 'refusals while MySQL is away' });
  expect(await readiness()).toBe(503);
  const acceptedBefore = paying.accepted.size;
  await server.start();
  await eventually(() => paying.accepted.size > acceptedBefore + 500, { what: 'payments after the restart' });
  expect(await readiness()).toBe(200);

  const refusedBefore = paying.refused;
  paying.mayWaitTooLong = true;
  process.kill(server.pid ?? 0, 'SIGSTOP');
  try {
    await eventually(() => paying.refused > refusedBefore + clients, {
      what: 'refusals while MySQL is frozen',
    });
  } finally {
    process.kill(server.pid ?? 0, 'SIGCONT');
  }
  const acceptedFrozen = paying.accepted.size;
  await eventually(() => paying.accepted.size > acceptedFrozen + 500, { what: 'payments after the freeze' });

  await paying.end();
  expect(paying.longestMs).toBeLessThan(longestAnswerMs);
  await expectStored(paying.accepted);
}, 180_000);

it('refuses reads too while MySQL is away, and starts without it', async () => {
  await server.stop();
  expect((await api.client.list()).status).toBe(503);
  expect((await api.client.send('/v1/users/asha/limit')).status).toBe(503);
  expect(
    (
      await api.client.payBatch([
        { idempotencyKey: 'k', userId: 'asha', merchantId: 'm', amount: 1, currency: 'INR' },
      ])
    ).status,
  ).toBe(503);
  const starting = startApi({ ...address, database: 'payments' });
  await server.start();
  const started = await starting;
  expect((await started.client.pay()).status).toBe(202);
  await started.stop();
}, 120_000);
