import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { eventually } from '@payments/testing';
import type { RowDataPacket } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Stack, startStack } from '../../../../tools/stack/stack.ts';
import { everyPaymentOnce, RelayGround } from '../testing/relay-ground.ts';
import { relayNames } from './relay-options.ts';
import type { Relay } from './relay.task.ts';

const rebuildCommand = fileURLToPath(new URL('../../../../tools/relay-rebuild/main.ts', import.meta.url));
/** What is done here to MySQL and Kafka would disturb everybody else on them. */
let stack: Stack;
let ground: RelayGround;

beforeAll(async () => {
  RelayGround.build();
  stack = await startStack({ data: 'temporary' });
}, 180_000);

afterAll(() => stack.stop());

beforeEach(async () => {
  ground = await RelayGround.make(stack.addresses);
});

afterEach(() => ground.dispose());

async function isAtWork(relay: Relay): Promise<void> {
  await eventually(() => relay.status.state === 'active', { what: 'a relay at work', timeoutMs: 60_000 });
}

async function publishedSome(relay: Relay): Promise<void> {
  await isAtWork(relay);
  const before = (await ground.published()).length;
  await eventually(async () => (await ground.published()).length > before, { timeoutMs: 60_000 });
}

describe('the relay, while payments keep coming', () => {
  it.each(['mysql', 'kafka'] as const)(
    'loses and repeats nothing when %s is killed and started again',
    async (name) => {
      const server = name === 'mysql' ? stack.mysql.server : stack.kafka.nodes[0];
      const stopped = new AbortController();
      const writing = ground.insertUntil(stopped.signal, 20);
      const relay = ground.startRelay();
      for (const signal of ['SIGKILL', 'SIGKILL', 'SIGTERM'] as const) {
        await publishedSome(relay);
        await server?.kill(signal);
        await eventually(() => relay.status.state !== 'active', { what: 'noticing', timeoutMs: 60_000 });
        await server?.start();
      }
      await publishedSome(relay);
      stopped.abort();
      await writing;
      const comparison = await ground.compare(60_000);
      expect(comparison.payments).toBeGreaterThan(100);
      expect(comparison).toEqual(everyPaymentOnce(comparison.payments));
    },
    300_000,
  );
});

describe('npm run relay:rebuild', () => {
  it('publishes what is missing after the binlog was purged, and the relay goes on', async () => {
    await ground.dispose();
    ground = await RelayGround.make(stack.addresses, relayNames);
    const relay = ground.startRelay();
    await ground.insert(100);
    await ground.compare();
    await relay.stop();
    await ground.insert(200);
    await ground.connection.query('FLUSH BINARY LOGS');
    const [logs] = await ground.connection.query<RowDataPacket[]>('SHOW BINARY LOGS');
    await ground.connection.query('PURGE BINARY LOGS TO ?', [logs.at(-1)?.['Log_name']]);
    await ground.insert(50);

    const next = ground.startRelay();
    await eventually(() => next.status.state === 'waiting', { what: 'a relay that cannot go on' });
    expect(next.status).toMatchObject({ reason: expect.stringMatching(/purged.*npm run relay:rebuild/s) });
    const { host, port, user, password, database } = ground.options.database;
    const env = {
      ...process.env,
      MYSQL_HOST: host,
      MYSQL_PORT: String(port),
      MYSQL_USER: user,
      MYSQL_PASSWORD: password,
      MYSQL_DATABASE: database,
      KAFKA_BROKERS: stack.kafka.brokers.join(','),
    };
    const { stdout } = await promisify(execFile)(process.execPath, [rebuildCommand], { env });
    expect(stdout).toContain('350 payments wait for their decision.');
    expect(stdout).toContain('250 of them were not in topic payments.requested, and are now.');
    await ground.insert(50);
    await isAtWork(next);
    expect(await ground.compare()).toEqual(everyPaymentOnce(400));
  }, 120_000);
});
