import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@payments/testing';
import { createConnection } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RawConfig } from '../config/config-def.ts';
import { type Given, MySqlSinkGround } from '../testing/mysql-sink-ground.ts';
import { TcpGate } from '../testing/tcp-gate.ts';

let ground: MySqlSinkGround;
let gate: TcpGate;
let config: RawConfig;

beforeAll(async () => {
  ground = await MySqlSinkGround.start();
  await ground.sql.query('CREATE TABLE counted (id INT PRIMARY KEY, n INT)');
});

beforeEach(async () => {
  gate = new TcpGate(ground.database);
  const port = await gate.open();
  config = ground.config({
    'connection.url': `jdbc:mysql://127.0.0.1:${port}/${ground.database.database}`,
    'insert.mode': 'upsert',
    'pk.mode': 'record_key',
    'pk.fields': 'id',
    'batch.size': '50',
  });
  await ground.sql.query('DELETE FROM counted');
});

afterEach(async () => {
  await gate.close();
});

afterAll(async () => {
  await ground.stop();
});

function records(count: number, n: number): readonly Given[] {
  return Array.from({ length: count }, (_none, id) => ({ key: { id }, value: { n } }));
}

async function rows(n: number): Promise<number> {
  const [row] = await ground.rows(`SELECT COUNT(*) AS count FROM counted WHERE n = ${n}`);
  return Number(row?.['count']);
}

describe('a database that goes away', () => {
  it('is waited for, and what came meanwhile is written when it is back', async () => {
    const partition = await ground.open({ ...config, 'max.retries': '1000' }, { topic: 'counted' });
    await partition.write(...records(10, 1));
    await gate.close();
    const written = partition.write(...records(200, 2));
    await eventually(() => ground.warnings.some((warning) => /try [2-9] of 1000 follows/.test(warning)));
    expect(partition.commits).toEqual([10]);
    await gate.open();
    await written;
    expect(await rows(2)).toBe(200);
    expect(partition.commits.at(-1)).toBe(210);
  });

  it('fails the partition after the retries, says why, and a new task goes on from what was committed', async () => {
    const partition = await ground.open({ ...config, 'max.retries': '1' }, { topic: 'counted' });
    await partition.write(...records(10, 3));
    await gate.close();
    await expect(partition.write(...records(10, 4))).rejects.toThrow(/cannot be reached|closed/);
    await gate.open();
    const next = await ground.open(config, { topic: 'counted', offset: partition.commits.at(-1) ?? 0 });
    await next.write(...records(10, 4));
    expect(await rows(4)).toBe(10);
  });

  it('does not keep a task from stopping', async () => {
    const partition = await ground.open({ ...config, 'retry.backoff.ms': '600000' }, { topic: 'counted' });
    await gate.close();
    await partition.put(...records(10, 5));
    await eventually(() => ground.warnings.some((warning) => warning.includes('try 1 of 10 follows')));
    await partition.writer.close();
    await expect(partition.writer.failed).resolves.toBeUndefined();
  });

  it('may end a connection in the midst: nothing is lost', async () => {
    const partition = await ground.open({ ...config, 'max.retries': '100' }, { topic: 'counted' });
    const written = partition.write(...records(2_000, 6));
    for (let cut = 0; cut < 5; cut += 1) {
      await eventually(async () => (await rows(6)) > cut * 200);
      await gate.close();
      await gate.open();
    }
    await written;
    expect(await rows(6)).toBe(2_000);
  });
});

describe('locks', () => {
  it('of others are waited for', async () => {
    const { drop: _drop, ...address } = ground.database;
    const other = await createConnection(address);
    try {
      await ground.sql.query('INSERT INTO counted VALUES (1, 0)');
      await other.query('BEGIN');
      await other.query('UPDATE counted SET n = 100 WHERE id = 1');
      const partition = await ground.open(config, { topic: 'counted' });
      await partition.put({ key: { id: 1 }, value: { n: 7 } });
      // The server's list is made anew only if nobody has asked for it within 100 ms.
      const isWaiting = async (): Promise<boolean> => {
        const waiting = await ground.rows(
          "SELECT trx_query FROM information_schema.INNODB_TRX WHERE trx_state = 'LOCK WAIT'",
        );
        return waiting.some((row) => String(row['trx_query']).includes(ground.database.database));
      };
      await eventually(isWaiting, { intervalMs: 250 });
      await other.query('COMMIT');
      await partition.writer.flush();
      expect(await rows(7)).toBe(1);
    } finally {
      await other.end();
    }
  });

  it('that partitions hold against each other are got over', async () => {
    await ground.sql.query('CREATE TABLE contended (id INT PRIMARY KEY, a INT UNIQUE, n INT)');
    const open = () => ground.open(config, { topic: 'contended' });
    const partitions = await Promise.all([open(), open(), open()]);
    const up = Array.from({ length: 600 }, (_none, index) => index % 60);
    await Promise.all(
      partitions.map((partition, number) => {
        const ids = number % 2 === 0 ? up : up.toReversed();
        return partition.write(...ids.map((id) => ({ key: { id }, value: { a: id, n: number } })));
      }),
    );
    expect(await ground.rows('SELECT COUNT(*) AS n FROM contended')).toEqual([{ n: 60 }]);
  });
});

describe('a task that stood still for long', () => {
  it('asks whether the partition is still its own before it puts old rows over newer ones', async () => {
    let isLost = false;
    const commitError = (): Error | undefined => (isLost ? new Error('somebody else has it') : undefined);
    const partition = await ground.open(config, { topic: 'counted', commitError });
    await partition.write(...records(3, 9));
    ground.clock.aheadMs += 10_000;
    isLost = true;
    await ground.sql.query('UPDATE counted SET n = 11');
    await expect(partition.write(...records(3, 10))).rejects.toThrow('somebody else has it');
    expect(await rows(11)).toBe(3);
  });

  it('goes on if it is', async () => {
    const partition = await ground.open(config, { topic: 'counted' });
    await partition.write(...records(3, 12));
    ground.clock.aheadMs += 10_000;
    await partition.write(...records(3, 13));
    expect(await rows(13)).toBe(3);
    expect(partition.commits).toEqual([3, 3, 6]);
  });
});

describe('what waits', () => {
  it('is bounded, in a partition and in all of them together', async () => {
    const topics = Array.from({ length: 20 }, () => 'counted');
    const task = await ground.openAll(config, topics);
    await gate.close();
    const puts = task.map(async (partition) => {
      for (let taken = 0; ; taken += 10) {
        const isTaken = await Promise.race([
          partition.put(...records(10, 8)).then(() => true),
          delay(300, false),
        ]);
        if (!isTaken) return taken;
      }
    });
    const taken = (await Promise.all(puts)).reduce((sum, each) => sum + each);
    // Four batches, and beyond them each what was under way and what came last; 1,200 if only each were bounded.
    expect(taken).toBeLessThanOrEqual(4 * 50 + 20 * 2 * 10);
    await Promise.all(task.map(({ writer }) => writer.close()));
  });
});
