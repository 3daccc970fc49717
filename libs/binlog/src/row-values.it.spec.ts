import { freshDatabase, type FreshDatabase } from '@payments/testing';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { binaryJsonText, currentPosition, readBinlog } from './index.ts';

let database: FreshDatabase;
let account: Omit<FreshDatabase, 'drop'>;
let timeZone: string | undefined;

beforeEach(async () => {
  database = await freshDatabase('values');
  const { drop: _, ...rest } = database;
  account = rest;
  timeZone = process.env['TZ'];
});

afterEach(async () => {
  process.env['TZ'] = timeZone;
  if (timeZone === undefined) delete process.env['TZ'];
  await database.drop();
});

async function rowOf(columns: string, values: string): Promise<unknown> {
  const connection = await createConnection({ ...account, multipleStatements: true });
  try {
    await connection.query(`SET time_zone = '+05:30'; CREATE TABLE things (${columns})`);
    const from = await currentPosition(connection);
    await connection.query(`INSERT INTO things VALUES (${values})`);
    const tables = [{ schema: database.database, table: 'things' }];
    for await (const { changes } of readBinlog({ connection: account, tables, from })) {
      return changes[0]?.rows[0];
    }
    throw new Error('The row did not come.');
  } finally {
    await connection.end();
  }
}

it('gives dates and times as MySQL prints them, wherever this process is', async () => {
  for (const zone of ['America/New_York', 'Asia/Kolkata', 'UTC']) {
    process.env['TZ'] = zone;
    expect(
      await rowOf(
        'a DATE, b DATETIME(3), c DATETIME, d TIMESTAMP(6) NULL, e TIME(3), f YEAR, g DATETIME(3)',
        "'2026-03-08', '2026-03-08 02:30:00.007', '0001-01-01 00:00:00', '2026-11-22 05:30:00.000001', '-12:34:56.789', 2026, NULL",
      ),
    ).toEqual({
      a: '2026-03-08',
      b: '2026-03-08 02:30:00.007',
      c: '0001-01-01 00:00:00',
      d: '2026-11-22 00:00:00.000001',
      e: '-12:34:56.789',
      f: 2026,
      g: null,
    });
    const connection = await createConnection(account);
    await connection.query('DROP TABLE things');
    await connection.end();
  }
});

it('gives numbers without losing a digit', async () => {
  expect(
    await rowOf(
      'a DECIMAL(30,10), b DECIMAL(5,2), c BIGINT, d BIGINT UNSIGNED, e BIGINT, f TINYINT, g INT UNSIGNED, h DOUBLE, i MEDIUMINT, j FLOAT',
      '-12345678901234567890.0123456789, 0.10, 1000000000000, 18446744073709551615, -9223372036854775808, -128, 4294967295, 0.1, -8388608, 1.5',
    ),
  ).toEqual({
    a: '-12345678901234567890.0123456789',
    b: '0.10',
    c: 1_000_000_000_000,
    d: '18446744073709551615',
    e: '-9223372036854775808',
    f: -128,
    g: 4_294_967_295,
    h: 0.1,
    i: -8_388_608,
    j: 1.5,
  });
});

it('gives text in every character set, and bytes as they are', async () => {
  expect(
    await rowOf(
      `a VARCHAR(140) CHARACTER SET utf8mb4, b CHAR(3) CHARACTER SET ascii, c TEXT CHARACTER SET latin1, d BINARY(4),
       e VARBINARY(10), f BLOB, g ENUM('pending','a,b','it''s'), h SET('x','y','z'), i JSON, j BIT(10), k VARCHAR(10)`,
      `'☕ चाय 🫖', 'INR', 'café', x'01020000', x'ff00', x'00ff', 'it''s', 'x,z', '{"a": [1, 9007199254740993, "é", null, 1.5]}', b'1000000001', ''`,
    ),
  ).toEqual({
    a: '☕ चाय 🫖',
    b: 'INR',
    c: 'café',
    d: Buffer.from([1, 2, 0, 0]),
    e: Buffer.from([0xff, 0]),
    f: Buffer.from([0, 0xff]),
    g: "it's",
    h: 'x,z',
    i: { a: [1, '9007199254740993', 'é', null, 1.5] },
    j: Buffer.from([2, 1]),
    k: '',
  });
});

it('gives documents in bytes from which their text can be made, as the server prints it', async () => {
  const connection = await createConnection({ ...account, jsonStrings: true });
  await connection.query(
    'CREATE TABLE documents (id INT PRIMARY KEY AUTO_INCREMENT, document JSON, place POINT SRID 4326)',
  );
  const from = await currentPosition(connection);
  await connection.query(
    `INSERT INTO documents (document) VALUES ('{"a": [1, -9007199254740993, 18446744073709551615, 1.5, 1.0, -0.1, 1e20, 1e14, 1e15, 1.25e-15, 1e-16, 1e-14, 123456789012345.6]}'),
      ('"a \\\\"quoted\\\\" \\\\u0007 \\\\n é ☕"'), ('{"10": 1, "9": 2, "b": {}, "aa": [], "a": {"c": null, "b": [true, false]}}'),
      (JSON_OBJECT('decimal', 1.50, 'negative', CAST(-12345678901234567890.012 AS DECIMAL(40,10)), 'date', DATE '2026-11-22', 'none', CAST(0 AS DECIMAL(5,0)))),
      (JSON_ARRAY(TIMESTAMP '2026-11-22 23:59:59.000001', TIME '-838:59:59', CAST('12:00:00.5' AS TIME(1)), b'101', x'${'ab'.repeat(100)}', CAST(REPEAT('x', 100) AS BINARY))),
      (JSON_ARRAY(REPEAT('x', 200), REPEAT('y', 70000), 70000, 4294967295, -2147483648)), ('7'), ('null'), (NULL)`,
  );
  await connection.query(
    "UPDATE documents SET document = JSON_SET(document, '$.a[0]', 'longer') WHERE id = 1",
  );
  const [texts] = await connection.query<RowDataPacket[]>('SELECT id, document FROM documents ORDER BY id');
  await connection.end();
  const seen = new Map<unknown, unknown>();
  const tables = [{ schema: database.database, table: 'documents' }];
  for await (const { changes } of readBinlog({ connection: account, tables, from, binaryForms: true })) {
    for (const change of changes) {
      const rows = change.operation === 'update' ? change.rows.map(({ after }) => after) : change.rows;
      for (const { id, document } of rows)
        seen.set(id, document === null ? null : binaryJsonText(document as Buffer));
    }
    if (changes.some(({ operation }) => operation === 'update')) break;
  }
  expect(seen).toEqual(new Map(texts.map(({ id, document }) => [id, document])));
});
