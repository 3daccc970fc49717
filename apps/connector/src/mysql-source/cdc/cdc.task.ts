import {
  type BinlogBatch,
  BinlogPurgedError,
  type BinlogStatus,
  currentPosition,
  type Position,
  readBinlog,
} from '@payments/binlog';
import type { Clock } from '@payments/service';
import type { RowDataPacket } from 'mysql2/promise';
import { connectionOptions, withMySql } from '../../mysql/mysql-connection.service.ts';
import type { TableName } from '../../mysql/names.ts';
import type { SourceBatch, SourceTask, SourceTaskContext } from '../../plugin/source-task.ts';
import { BatchMaker } from './batch-maker.ts';
import type { CdcSettings } from './cdc-settings.ts';
import { type CdcStart, cdcStart, freshStart } from './cdc-start.ts';
import { TableRegistry } from './table-registry.service.ts';
import { TableSnapshots } from './table-snapshots.service.ts';

/** Without a change for so long, the position is looked at: a piece of a snapshot may be waiting for it, or a heartbeat be due. */
const idleMs = 100;
/** If neither can be, the offset and the lag move on no more often than this: each look wakes a worker that has nothing to do. */
const quietIdleMs = 1_000;
/** So often in a row nothing came over a connection that stands: there is nothing. */
const idleTimes = 3;

/** Reads tables as they are, and from then on every change to them, in the order in which they were committed. */
export class CdcTask implements SourceTask {
  /** How often nothing has come in a row. */
  private silences = 0;
  private isConnected = false;

  constructor(
    private readonly context: SourceTaskContext,
    private readonly settings: CdcSettings,
    private readonly clock: Clock,
  ) {}

  async *batches(): AsyncGenerator<SourceBatch, void, undefined> {
    let start = cdcStart(this.settings, this.context.offsets());
    for (;;) {
      try {
        yield* this.follow(start);
        return;
      } catch (error) {
        if (this.context.signal.aborted) return;
        if (!(error instanceof BinlogPurgedError)) throw error;
        if (this.settings.snapshotMode !== 'when_needed') throw withWayOut(error);
        this.context.log.warn(
          `${error.message} The tables are read again, as snapshot.mode=when_needed says.`,
        );
        start = freshStart(this.settings);
      }
    }
  }

  private async *follow(start: CdcStart): AsyncGenerator<SourceBatch, void, undefined> {
    const server = await this.askServer();
    const registry = new TableRegistry(this.settings, this.context);
    const maker = new BatchMaker(this.settings, { registry, clock: this.clock, serverId: server.id });
    let position = start.position ?? server.position;
    // Rows that were delivered of a transaction are counted over the tables of that time; others begin after its end.
    if (position.rows !== undefined && start.knownTables.length > 0) {
      for await (const batch of this.read(position, start.knownTables, () => idleMs)) {
        const records = await maker.changes(batch);
        position = batch.position;
        if (records !== undefined) yield records;
        if (position.rows === undefined) break;
      }
    }
    if (this.context.signal.aborted) return;
    const snapshots = new TableSnapshots(this.settings, start, this.context);
    try {
      // So that where reading began is the first thing to be committed.
      yield maker.beginning(position, snapshots);
      yield* this.followAll(position, maker, snapshots);
    } finally {
      snapshots.close();
    }
    await this.untilStopped();
  }

  private async *followAll(
    from: Position,
    maker: BatchMaker,
    snapshots: TableSnapshots,
  ): AsyncGenerator<SourceBatch, void, undefined> {
    const isQuiet = (): boolean => snapshots.isDone && this.settings.heartbeatMs === 0;
    const stream = this.read(from, this.settings.tables, () => (isQuiet() ? quietIdleMs : idleMs));
    let position = from;
    let isAwaited = false;
    try {
      let next = ask(stream);
      for (;;) {
        if (snapshots.isDone && this.settings.snapshotMode === 'initial_only') return;
        snapshots.open(position);
        this.report(maker, snapshots);
        const { arrival } = snapshots;
        const came = arrival === undefined ? await next : await Promise.race([next, arrival]);
        if (came?.done === true) return;
        if (came !== undefined) {
          position = came.value.position;
          this.silences = came.value.rows === 0 && this.isConnected ? this.silences + 1 : 0;
          next = ask(stream);
          const { hasMore } = came.value;
          const batch = await maker.changes(came.value, snapshots);
          if (batch !== undefined) yield { ...batch, hasMore };
          else if (isAwaited) yield maker.beginning(position, snapshots);
          isAwaited = hasMore;
        }
        const piece = maker.piece(position, snapshots, this.silences >= idleTimes);
        if (piece !== undefined) yield piece;
      }
    } finally {
      await stream.return();
    }
  }

  private read(
    from: Position,
    tables: readonly TableName[],
    untilIdleMs: () => number,
  ): AsyncGenerator<BinlogBatch, void, undefined> {
    const { connection, operations, batchRows, serverId } = this.settings;
    return readBinlog({
      connection: connectionOptions(connection),
      tables,
      operations,
      from,
      serverId,
      binaryForms: true,
      maxRows: batchRows,
      idleMs: untilIdleMs,
      signal: this.context.signal,
      onStatus: (status) => this.reportStatus(status),
    });
  }

  private async askServer(): Promise<{ readonly position: Position; readonly id: number }> {
    return await withMySql(
      this.settings.connection,
      async (connection) => {
        const [rows] = await connection.query<RowDataPacket[]>('SELECT @@server_id AS id');
        return { position: await currentPosition(connection), id: Number(rows[0]?.['id']) };
      },
      { signal: this.context.signal },
    );
  }

  private report(maker: BatchMaker, snapshots: TableSnapshots): void {
    const lagMs = Math.max(0, this.clock.now() - maker.lastChangeMs);
    this.context.report({ lagMs, doing: snapshots.doing ?? 'reading changes' });
  }

  private reportStatus(status: BinlogStatus): void {
    this.isConnected = status.state === 'streaming';
    this.silences = 0;
    if (status.state !== 'waiting') return;
    this.context.report({ doing: `waiting for MySQL: ${status.cause.message}` });
  }

  private async untilStopped(): Promise<void> {
    const { signal } = this.context;
    if (signal.aborted) return;
    this.context.report({
      doing: 'nothing more: the snapshot is complete, and snapshot.mode is initial_only',
    });
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}

/** Asks for more before it is needed. A failure is for whoever waits next; until then nobody does. */
function ask(
  stream: AsyncGenerator<BinlogBatch, void, undefined>,
): Promise<IteratorResult<BinlogBatch, void>> {
  const next = stream.next();
  next.catch(() => undefined);
  return next;
}

function withWayOut(error: BinlogPurgedError): Error {
  return new Error(
    `${error.message} What changed in between cannot be read any more. Ways out: set snapshot.mode to when_needed, which reads ` +
      'the tables again, or stop the connector and reset its offsets (DELETE /connectors/<name>/offsets). Keep binlogs longer with ' +
      'SET PERSIST binlog_expire_logs_seconds.',
    { cause: error },
  );
}
