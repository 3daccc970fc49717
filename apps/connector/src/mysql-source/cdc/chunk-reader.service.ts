import { currentPosition, type Position, type Row } from '@payments/binlog';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { ConnectionSettings } from '../../mysql/connection-settings.ts';
import { connectMySql } from '../../mysql/mysql-connection.service.ts';
import { quoteName, quoteTable, type TableName, tableText } from '../../mysql/names.ts';
import { describeTable, type SourceTable } from '../catalog.service.ts';
import { selectList } from '../select-list.ts';
import type { SourceColumn } from '../values/row-mapper.ts';
import type { TableProgress } from './cdc-offset.ts';
import { keyExtras, keyRange, keyText } from '../key-range.ts';

/** A piece of a table, as it was at a moment between two places of the binlog. */
export interface Chunk {
  readonly table: SourceTable;
  readonly rows: readonly Row[];
  /** Every change that the rows have is before this. */
  readonly high: Position;
  /** How far the table is when these rows are in Kafka. */
  readonly progress: TableProgress;
}

/** A server that runs behind with its own books for so long has a problem of its own. */
const executedTimeoutSeconds = 30;
const largestChunkBytes = 16 * 1024 * 1024;
const fewestRows = 64;

/** Reads tables in pieces, in the order of their keys, without locking them. */
export class ChunkReader {
  private connection: Connection | undefined;

  constructor(
    private readonly settings: ConnectionSettings,
    private readonly chunkRows: number,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * The next piece of a table; undefined if the table is gone. Sees every change up to `emitted`: what a replica has read from the
   * binlog may, for a moment, not be visible yet. With GTIDs the server says when it is; without, the rows of the piece are locked
   * for as long as they are read, which waits for whoever has changed them.
   */
  async read(name: TableName, progress: TableProgress, emitted: Position): Promise<Chunk | undefined> {
    const connection = await this.connected();
    try {
      const byGtid = await this.awaitVisible(connection, emitted);
      await connection.query('START TRANSACTION READ ONLY');
      try {
        const chunk = await this.readPiece(connection, {
          name,
          progress,
          locking: byGtid ? '' : ' FOR SHARE',
        });
        if (chunk === undefined) return undefined;
        return { ...chunk, high: await currentPosition(connection) };
      } finally {
        await connection.query('ROLLBACK');
      }
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    this.connection?.destroy();
    this.connection = undefined;
  }

  private async connected(): Promise<Connection> {
    this.connection ??= await connectMySql(this.settings, { signal: this.signal });
    return this.connection;
  }

  /** @returns true if everything that was executed up to there can be seen */
  private async awaitVisible(connection: Connection, { gtidSet }: Position): Promise<boolean> {
    if (gtidSet === undefined) return false;
    const [rows] = await connection.query<RowDataPacket[]>(
      'SELECT WAIT_FOR_EXECUTED_GTID_SET(?, ?) AS timedOut',
      [gtidSet, executedTimeoutSeconds],
    );
    if (Number(rows[0]?.['timedOut']) !== 0) {
      throw new Error(`MySQL did not execute ${gtidSet} within ${executedTimeoutSeconds} seconds.`);
    }
    return true;
  }

  private async readPiece(connection: Connection, piece: Piece): Promise<Omit<Chunk, 'high'> | undefined> {
    const { name, locking } = piece;
    // Until the transaction ends, nobody changes the definition that is read next.
    if (!(await exists(connection, name))) return undefined;
    const table = await describeTable(connection, name);
    if (table === undefined) return undefined;
    const key = keyColumns(table);
    const progress = sameKey(piece.progress, table) ? piece.progress : { state: 'waiting' as const };
    const until =
      progress.state === 'reading' ? progress.until : await this.lastKey(connection, { table, key, locking });
    if (until === undefined) return { table, rows: [], progress: { state: 'done' } };

    const limit = this.rowsAtOnce(table);
    const after = progress.state === 'reading' ? progress.after : undefined;
    const range = keyRange(key, after, until);
    const [rows] = await connection.query<RowDataPacket[]>(
      `SELECT ${selectList(table.columns)}${keyExtras(key)} FROM ${quoteTable(name)} FORCE INDEX (PRIMARY)
       WHERE ${range.sql} ORDER BY ${orderOf(key)} LIMIT ${limit}${locking}`,
      [...range.parameters],
    );
    const last = rows.at(-1);
    if (last === undefined || rows.length < limit) return { table, rows, progress: { state: 'done' } };
    const read = (progress.state === 'reading' ? progress.rows : 0) + rows.length;
    const names = key.map((column) => column.name);
    return {
      table,
      rows,
      progress: { state: 'reading', key: names, after: keyText(key, last), until, rows: read },
    };
  }

  /** The last key there is now: what comes after it is in the binlog. Undefined if the table is empty. */
  private async lastKey(
    connection: Connection,
    { table, key, locking }: { table: SourceTable; key: readonly SourceColumn[]; locking: string },
  ): Promise<readonly string[] | undefined> {
    const [rows] = await connection.query<RowDataPacket[]>(
      `SELECT ${selectList(key)}${keyExtras(key)} FROM ${quoteTable(table)} FORCE INDEX (PRIMARY)
       ORDER BY ${orderOf(key, ' DESC')} LIMIT 1${locking}`,
    );
    return rows[0] === undefined ? undefined : keyText(key, rows[0]);
  }

  private rowsAtOnce({ averageRowBytes }: SourceTable): number {
    const fitting = Math.floor(largestChunkBytes / Math.max(averageRowBytes, 1));
    return Math.max(Math.min(this.chunkRows, fitting), Math.min(this.chunkRows, fewestRows));
  }
}

interface Piece {
  readonly name: TableName;
  readonly progress: TableProgress;
  readonly locking: string;
}

const noSuchTable = 'ER_NO_SUCH_TABLE';

async function exists(connection: Connection, name: TableName): Promise<boolean> {
  try {
    await connection.query(`SELECT 1 FROM ${quoteTable(name)} LIMIT 0`);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === noSuchTable) return false;
    throw error;
  }
}

/** @throws Error if there is no key to go along */
function keyColumns(table: SourceTable): readonly SourceColumn[] {
  const key = table.primaryKey.flatMap((name) => table.columns.filter((column) => column.name === name));
  if (key.length > 0) return key;
  throw new Error(
    `${tableText(table)} has no primary key any more: add one, or leave the table out with table.exclude.list.`,
  );
}

/** False if the key was another when the table was begun: then it is begun anew. */
function sameKey(progress: TableProgress, { primaryKey }: SourceTable): boolean {
  return progress.state !== 'reading' || progress.key.join('\0') === primaryKey.join('\0');
}

function orderOf(key: readonly SourceColumn[], direction = ''): string {
  return key.map(({ name }) => `${quoteName(name)}${direction}`).join(', ');
}
