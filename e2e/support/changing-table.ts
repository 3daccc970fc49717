import { setTimeout as pause } from 'node:timers/promises';
import { createPool, type Pool, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';

type Account = Readonly<Record<'host' | 'user' | 'password', string>> & { readonly port: number };

const rowsPerInsert = 500;
const writers = 2;
/** Of each writer; a worker that starts anew all the time has to keep up. */
const rowsPerSecond = 750;
const retryMs = 200;
/** Of every ten statements. */
const kinds = [
  'insert',
  'update',
  'insert',
  'update',
  'insert',
  'delete',
  'update',
  'insert',
  'update',
  'move',
];

/** The content of a row, by its id as text. */
export type TableContent = ReadonlyMap<string, string>;

/** A table that many rows of are inserted, updated, deleted and given another key, by several writers at once. */
export class ChangingTable {
  readonly #pool: Pool;
  readonly #stopping = new AbortController();
  #working: Promise<unknown> = Promise.resolve();
  #changed = 0;

  constructor(
    account: Account,
    readonly name: string,
  ) {
    this.#pool = createPool({ ...account, connectionLimit: writers + 1 });
  }

  /** Rows changed so far. */
  get changed(): number {
    return this.#changed;
  }

  async create(): Promise<void> {
    await this.#pool.query(
      `CREATE TABLE ${this.name} (id BIGINT PRIMARY KEY AUTO_INCREMENT, writer INT NOT NULL, version INT NOT NULL, note VARCHAR(60))`,
    );
  }

  start(): void {
    this.#working = Promise.all(Array.from({ length: writers }, (_, writer) => this.#write(writer)));
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#working;
  }

  async content(): Promise<TableContent> {
    const [rows] = await this.#pool.query<RowDataPacket[]>(
      `SELECT CAST(id AS CHAR) AS id, writer, version, note FROM ${this.name}`,
    );
    return new Map(
      rows.map(({ id, writer, version, note }) => [id as string, JSON.stringify([writer, version, note])]),
    );
  }

  async end(): Promise<void> {
    await this.stop();
    await this.#pool.end();
  }

  async #write(writer: number): Promise<void> {
    const signal = this.#stopping.signal;
    for (let number = 0; !signal.aborted; number += 1) {
      let pauseMs = retryMs;
      try {
        const rows = await this.#statement(kinds[number % kinds.length] ?? 'insert', { writer, number });
        this.#changed += rows;
        pauseMs = (rows / rowsPerSecond) * 1_000;
      } catch {
        // The database is away for a while.
      }
      await pause(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async #statement(kind: string, { writer, number }: { writer: number; number: number }): Promise<number> {
    const [sql, values] = statements[kind]?.(this.name, writer, number) ?? ['', []];
    const [{ affectedRows }] = await this.#pool.query<ResultSetHeader>(sql, values);
    return affectedRows;
  }
}

type Statement = (table: string, writer: number, number: number) => readonly [sql: string, values: unknown[]];

const statements: Readonly<Record<string, Statement>> = {
  insert: (table, writer, number) => [
    `INSERT INTO ${table} (writer, version, note) VALUES ?`,
    [Array.from({ length: rowsPerInsert }, (_, row) => [writer, 0, `${number}.${row} of ${writer}`])],
  ],
  update: (table, writer, number) => [
    `UPDATE ${table} SET version = version + 1, note = CONCAT(LEFT(note, 40), ' ~', ?) WHERE writer = ? AND id % 7 = ? LIMIT 400`,
    [number, writer, number % 7],
  ],
  delete: (table, writer, number) => [
    `DELETE FROM ${table} WHERE writer = ? AND id % 11 = ? LIMIT 100`,
    [writer, number % 11],
  ],
  move: (table, writer, number) => [
    `UPDATE ${table} SET id = id + 1000000000 WHERE writer = ? AND id < 1000000000 AND id % 13 = ? LIMIT 20`,
    [writer, number % 13],
  ],
};
