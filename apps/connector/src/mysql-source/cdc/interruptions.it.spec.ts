import { eventually, freshDatabase, type FreshDatabase } from '@payments/testing';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RawConfig } from '../../config/config-def.ts';
import type { SourceRecord } from '../../records/connect-record.ts';
import { SourceRun } from '../../testing/source-run.ts';
import { mySqlSource } from '../mysql-source.ts';

let database: FreshDatabase;
let connection: Connection;
let reader: string;

beforeEach(async () => {
  database = await freshDatabase('broken');
  const { drop: _, ...account } = database;
  connection = await createConnection({ ...account, multipleStatements: true });
  // A user of its own, so that its connections are known.
  reader = database.database.slice(-30);
  await connection.query(
    "CREATE USER ? IDENTIFIED BY 'reader'; GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT, PROCESS ON *.* TO ?",
    [reader, reader],
  );
  await connection.query(
    'CREATE TABLE orders (id INT PRIMARY KEY AUTO_INCREMENT, item VARCHAR(20) NOT NULL)',
  );
});

afterEach(async () => {
  await connection.query('DROP USER ?', [reader]);
  await connection.end();
  await database.drop();
});

function run(more: RawConfig = {}): SourceRun {
  return new SourceRun(mySqlSource, {
    'connector.class': 'MySqlSource',
    name: 'test',
    'connection.url': `jdbc:mysql://${database.host}:${database.port}/${database.database}`,
    'connection.user': reader,
    'connection.password': 'reader',
    'topic.prefix': 'shop',
    'after.state.only': 'true',
    ...more,
  });
}

async function insert(from: number, to: number): Promise<void> {
  const rows = Array.from({ length: to - from }, (_, index) => [from + index, 'tea']);
  await connection.query('INSERT INTO orders VALUES ?', [rows]);
}

function idsOf(source: SourceRun): number[] {
  return source.records.map(({ key }) => (key as { id: number }).id);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

describe('a binlog that is gone', () => {
  const gone = { file: 'binlog.000000', pos: 4, row: 0, server_uuid: '00000000-0000-0000-0000-000000000000' };

  it('fails the task, with the ways out', async () => {
    await insert(1, 4);
    const source = run();
    source.setOffset({ partition: { server: 'shop' }, offset: gone });
    source.setOffset({
      partition: { server: 'shop', table: `${database.database}.orders` },
      offset: { snapshot: 'done' },
    });
    await expect(source.until(() => source.records.length > 0)).rejects.toThrow(
      /from another server.*snapshot\.mode to when_needed.*DELETE \/connectors\/<name>\/offsets.*binlog_expire_logs_seconds/s,
    );
  });

  it('has the tables read again if snapshot.mode says so', async () => {
    await insert(1, 4);
    const source = run({ 'snapshot.mode': 'when_needed' });
    source.setOffset({ partition: { server: 'shop' }, offset: gone });
    source.setOffset({
      partition: { server: 'shop', table: `${database.database}.orders` },
      offset: { snapshot: 'done' },
    });
    await source.until(() => source.records.length === 3);
    await insert(4, 5);
    await source.until(() => source.records.length === 4);
    expect(idsOf(source)).toEqual([1, 2, 3, 4]);
    expect(source.warnings.join()).toContain('The tables are read again');
  });
});

describe('connections that are killed', () => {
  it.each([
    ['a snapshot and changes', { 'after.state.only': 'false' }],
    ['polls', { mode: 'incrementing', 'poll.interval.ms': '20' }],
  ])('lose and repeat nothing of %s', async (_, more) => {
    const total = 4_000;
    await insert(1, 2_000);
    const source = run({ 'snapshot.fetch.size': '100', 'batch.max.rows': '100', ...more });
    const written = (async () => {
      for (let id = 2_000; id < total; id += 20) await insert(id, id + 20);
    })();
    const isComplete = (): boolean => new Set(valuesOf(source)).size === total - 1;
    let kills = 0;
    const killing = eventually(
      async () => {
        const [threads] = await connection.query<RowDataPacket[]>(
          'SELECT ID FROM information_schema.PROCESSLIST WHERE USER = ?',
          [reader],
        );
        for (const { ID } of kills < 10 ? threads : []) {
          await connection.query('KILL ?', [ID]).then(
            () => (kills += 1),
            () => undefined,
          );
        }
        return isComplete();
      },
      { what: 'every row', intervalMs: 60, timeoutMs: 40_000 },
    );
    // As a worker does it: a task that fails is started again.
    await eventually(
      async () => {
        await source.until(isComplete).catch(() => undefined);
        return isComplete();
      },
      { what: 'every row', timeoutMs: 40_000 },
    );
    await killing;
    await written;
    expect(kills).toBeGreaterThan(3);
    expect(new Set(valuesOf(source))).toEqual(new Set(range(1, total)));
    // What the binlog has comes once, and what was there before once; a row may be both in the end.
    for (const op of ['c', 'r', undefined]) {
      const ids = source.records.filter(({ value }) => (value as { op?: string }).op === op).map(idOf);
      expect(ids.length).toBe(new Set(ids).size);
    }
  });
});

function valuesOf(source: SourceRun): number[] {
  return source.records.map(idOf);
}

/** Of an event or of a row. */
function idOf({ value }: SourceRecord): number {
  const { after, id } = value as { after?: { id: number }; id?: number };
  return Number(after?.id ?? id);
}

describe('a transaction that is larger than a batch', () => {
  it('comes whole when the task dies in the middle of it, also if there are more tables then', async () => {
    const source = run({ 'snapshot.mode': 'no_data', 'max.batch.size': '50' });
    await source.until(() => source.allOffsets.length > 1);
    await connection.query('CREATE TABLE others (id INT PRIMARY KEY, text VARCHAR(100))');
    await connection.query('BEGIN');
    for (let id = 1; id < 2_000; id += 100) {
      await insert(id, id + 100);
      const rows = range(id, id + 100).map((each) => [each, 'x'.repeat(100)]);
      await connection.query('INSERT INTO others VALUES ?', [rows]);
    }
    await connection.query('COMMIT');
    await insert(2_001, 2_002);

    // The first life knows only one of the tables, as it was started before there was the other.
    const known = run({ 'snapshot.mode': 'no_data', 'max.batch.size': '50', 'table.include.list': 'orders' });
    for (const offset of source.allOffsets) known.setOffset(offset);
    await known.until(() => known.records.length > 300, { dies: true });
    expect(known.offset({ server: 'shop' })?.['row']).toBeGreaterThan(0);
    const rest = run({ 'max.batch.size': '50' });
    for (const offset of known.allOffsets) rest.setOffset(offset);
    const orders = (): number[] =>
      [known, rest]
        .flatMap((life) => life.records.filter(({ topic }) => topic.endsWith('.orders')))
        .map(({ value }) => (value as { id: number }).id);
    const others = (): unknown[] => rest.records.filter(({ topic }) => topic.endsWith('.others'));
    await rest.until(() => orders().length >= 2_001 && others().length >= 2_000);
    await rest.for(300);
    expect(orders()).toEqual(range(1, 2_002));
    expect(others().length).toBe(2_000);
  });
});
