import { setTimeout as delay } from 'node:timers/promises';
import type { Position, Row, RowsChange } from '@payments/binlog';
import { MySqlUnavailableError } from '../../mysql/mysql.errors.ts';
import { type TableName, tableText } from '../../mysql/names.ts';
import type { ConnectorContext } from '../../plugin/plugin.ts';
import type { SourceOffset } from '../../plugin/source-task.ts';
import { type TableProgress, tableOffset } from './cdc-offset.ts';
import type { CdcSettings } from './cdc-settings.ts';
import type { CdcStart } from './cdc-start.ts';
import { type Chunk, ChunkReader } from './chunk-reader.service.ts';
import { isReached } from './position-order.ts';
import { SnapshotWindow } from './snapshot-window.ts';

/** Rows of a table that may be emitted now. */
export interface Piece {
  readonly chunk: Chunk;
  readonly rows: readonly Row[];
  /** Nothing comes after it. */
  readonly isLast: boolean;
}

const attempts = 60;
const retryMs = 1_000;

/** Reads the tables that have to be read, one piece after the other, each in a window between their changes. */
export class TableSnapshots {
  private readonly reader: ChunkReader;
  private readonly progress: Map<string, TableProgress>;
  private readonly unwritten: Set<string>;
  /** Tables that are not read any more. Should they be again, what happened meanwhile is missing: they begin anew. */
  private forgotten: readonly TableName[];
  private window: SnapshotWindow | undefined;
  /** Where a piece was read last: as long as nothing happens, all of them are read there. */
  private reached: Position | undefined;
  /** Undefined when there is nothing to wait for. */
  private reading: Promise<undefined> | undefined;

  constructor(
    private readonly settings: CdcSettings,
    start: Pick<CdcStart, 'progress' | 'knownTables'>,
    private readonly context: Pick<ConnectorContext, 'log' | 'signal'>,
  ) {
    this.progress = new Map(start.progress);
    this.unwritten = new Set(start.progress.keys());
    this.forgotten = start.knownTables.filter((table) => !start.progress.has(tableText(table)));
    this.reader = new ChunkReader(settings.connection, settings.chunkRows, context.signal);
  }

  /** Every table was read to its end. */
  get isDone(): boolean {
    return this.nextTable === undefined;
  }

  /** In a few words; undefined when all is done. */
  get doing(): string | undefined {
    const table = this.nextTable;
    if (table === undefined) return undefined;
    const progress = this.progress.get(tableText(table));
    const rows = progress?.state === 'reading' ? progress.rows : 0;
    return `snapshot of ${tableText(table)}, ${rows.toLocaleString('en')} rows`;
  }

  /** Begins the next piece, if there is one. @param emitted everything up to here was emitted, and nothing after it */
  open(emitted: Position): void {
    const table = this.nextTable;
    // A transaction that was emitted in part is not in the position yet, so nobody could say whether it can be seen.
    if (this.window !== undefined || table === undefined || emitted.rows !== undefined) return;
    const window = new SnapshotWindow(table);
    this.window = window;
    const reading = this.read(window, emitted).then(() => {
      this.reading = undefined;
      return undefined;
    });
    // Whoever waits for it gets the error; between two waits nobody does.
    reading.catch(() => undefined);
    this.reading = reading;
  }

  /** Resolves when a piece was read; rejects if it cannot be. Undefined if none is being read. */
  get arrival(): Promise<undefined> | undefined {
    return this.reading;
  }

  /** A change that is about to be emitted. */
  note(change: RowsChange): void {
    this.window?.note(change);
  }

  /** The piece that was read, if the changes up to where it was read are emitted. */
  take(emitted: Position, isIdle: boolean): Piece | undefined {
    const chunk = this.window?.chunk;
    if (this.window === undefined || chunk === undefined) return undefined;
    const { high } = chunk;
    const isKnown = high.file === this.reached?.file && high.offset === this.reached.offset;
    if (!isReached(emitted, high, isIdle || isKnown)) return undefined;
    this.reached = high;
    const { rows, isSpoiled, table } = this.window;
    this.window = undefined;
    // It is read again, along the key that the table has now.
    if (isSpoiled) return undefined;
    this.advance(table, chunk.progress);
    return { chunk, rows, isLast: this.isDone };
  }

  /** Offsets of the tables that have got further since this was last asked. */
  takeOffsets(): readonly SourceOffset[] {
    const offsets = this.settings.tables
      .filter((table) => this.unwritten.has(tableText(table)))
      .map((table) =>
        tableOffset(
          this.settings.topicPrefix,
          table,
          this.progress.get(tableText(table)) ?? { state: 'waiting' },
        ),
      );
    this.unwritten.clear();
    const forgotten = this.forgotten.map((table) => tableOffset(this.settings.topicPrefix, table, undefined));
    this.forgotten = [];
    return [...offsets, ...forgotten];
  }

  close(): void {
    this.reader.close();
  }

  private get nextTable(): TableName | undefined {
    return this.settings.tables.find((table) => this.progress.get(tableText(table))?.state !== 'done');
  }

  private advance(table: TableName, progress: TableProgress): void {
    this.progress.set(tableText(table), progress);
    this.unwritten.add(tableText(table));
  }

  private async read(window: SnapshotWindow, emitted: Position): Promise<void> {
    const progress = this.progress.get(tableText(window.table)) ?? { state: 'waiting' };
    for (let attempt = 1; ; attempt++) {
      try {
        const chunk = await this.reader.read(window.table, progress, emitted);
        if (chunk !== undefined) {
          window.fill(chunk);
          return;
        }
        this.context.log.warn(`${tableText(window.table)} is gone; there is nothing to read of it.`);
        this.advance(window.table, { state: 'done' });
        this.window = undefined;
        return;
      } catch (error) {
        if (this.context.signal.aborted || attempt >= attempts || !isPassing(error)) throw error;
        this.context.log.warn(
          `A piece of ${tableText(window.table)} is read again: ${(error as Error).message}`,
        );
        await delay(retryMs, undefined, { signal: this.context.signal });
      }
    }
  }
}

/** The connection failed, not what was asked on it. */
function isPassing(error: unknown): boolean {
  const { fatal, errno } = error as { fatal?: boolean; errno?: number };
  const lockWaitTimeout = 1205;
  const deadlock = 1213;
  const shutdown = 1053;
  return (
    error instanceof MySqlUnavailableError ||
    fatal === true ||
    errno === lockWaitTimeout ||
    errno === deadlock ||
    errno === shutdown
  );
}
