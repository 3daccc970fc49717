import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type ConnectionOptions, createConnection } from 'mysql2/promise';
import { explainFailure } from './binlog.errors.ts';
import { Dump } from './dump.ts';
import { type ChangeSink, EventAssembler } from './event-assembler.ts';
import type { Position } from './position.ts';
import type { Operation, TableName } from './rows-change.ts';
import { assertAvailable, assertReadable, currentPosition, readServerSettings, usesGtid } from './server.ts';

/** What is going on with the connection; while it is `waiting`, `cause` says why. */
export type BinlogStatus =
  | { readonly state: 'connecting' | 'streaming' }
  | { readonly state: 'waiting'; readonly cause: Error; readonly retryInMs: number };

export interface FeedOptions {
  readonly connection: ConnectionOptions;
  readonly tables: readonly TableName[];
  readonly operations: readonly Operation[];
  readonly from?: Position | undefined;
  readonly serverId?: number | undefined;
  readonly binaryForms?: boolean;
  readonly heartbeatMs: number;
  readonly longestRetryMs: number;
  readonly onStatus: (status: BinlogStatus) => void;
}

const firstRetryMs = 100;
const connectTimeoutMs = 10_000;
/** Server ids have 32 bits; people give their servers small ones. */
const randomServerIds = { from: 2 ** 30, to: 2 ** 32 - 1 };

/**
 * Feeds a sink from the binlog, over as many connections as it takes: what the sink has got is never given again, and
 * nothing is left out.
 */
export class BinlogFeed {
  private readonly stopping = new AbortController();
  private readonly identity: { readonly serverId: number; readonly replicaUuid: string };
  private current: { readonly dump: Dump; readonly assembler: EventAssembler } | undefined;
  /** The position when there is no connection. */
  private reached: Position | undefined;
  private serverUuid = '';
  private retries = 0;

  constructor(
    private readonly options: FeedOptions,
    private readonly sink: ChangeSink,
  ) {
    this.reached = options.from;
    this.identity = {
      serverId: options.serverId ?? randomInt(randomServerIds.from, randomServerIds.to),
      replicaUuid: randomUUID(),
    };
  }

  /** Where the sink has got to; undefined until the first connection has found out. */
  get position(): Position | undefined {
    if (this.current === undefined) return this.reached;
    const { boundary, rowsSinceBoundary } = this.current.assembler;
    const { gtidSet } = this.current.dump;
    return {
      ...boundary,
      serverUuid: this.serverUuid,
      ...(rowsSinceBoundary === 0 ? {} : { rows: rowsSinceBoundary }),
      ...(gtidSet === undefined ? {} : { gtidSet }),
    };
  }

  pause(): void {
    this.current?.dump.pause();
  }

  resume(): void {
    this.current?.dump.resume();
  }

  /** Resolves when stopped. @throws what no new connection would help against */
  async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const { error, permanent } = explainFailure(await this.connectUntilFailure());
      if (signal.aborted) return;
      if (permanent) throw error;
      const retryInMs = Math.min(firstRetryMs * 2 ** this.retries, this.options.longestRetryMs);
      this.retries += 1;
      this.options.onStatus({ state: 'waiting', cause: error, retryInMs });
      await delay(retryInMs, undefined, { signal }).catch(() => undefined);
    }
  }

  stop(): void {
    this.stopping.abort();
  }

  private async connectUntilFailure(): Promise<unknown> {
    this.options.onStatus({ state: 'connecting' });
    try {
      const start = await this.findStart();
      if (!this.stopping.signal.aborted) await this.stream(start);
    } catch (error) {
      return error;
    }
    return undefined;
  }

  /** Asks the server, on a connection of its own, whether and from where its binlog can be read. */
  private async findStart(): Promise<{ readonly from: Position; readonly byGtid: boolean }> {
    const connection = await createConnection({
      connectTimeout: connectTimeoutMs,
      ...this.options.connection,
    });
    // The pending query reports what happens to the connection; alone, this event would end the process.
    connection.on('error', () => undefined);
    try {
      const settings = await readServerSettings(connection);
      assertReadable(settings);
      this.reached ??= await currentPosition(connection);
      const from = this.reached;
      await assertAvailable(connection, from, settings);
      this.serverUuid = settings.serverUuid;
      return { from, byGtid: usesGtid(from, settings) };
    } finally {
      connection.destroy();
    }
  }

  /** Resolves when stopped. @throws whatever the connection failed with */
  private async stream({ from, byGtid }: { from: Position; byGtid: boolean }): Promise<void> {
    const { connection, tables, operations, heartbeatMs, onStatus, binaryForms = false } = this.options;
    let dump: Dump | undefined;
    const ended = new AbortController();
    try {
      await new Promise<void>((resolve, reject) => {
        const overheadBytes = (): number => dump?.overheadBytes ?? 0;
        const assembler = new EventAssembler(from, { tables, overheadBytes, binaryForms }, this.sink);
        dump = new Dump({
          connection,
          tables,
          operations,
          heartbeatMs,
          ...this.identity,
          start: byGtid ? { gtidSet: from.gtidSet ?? '' } : { filename: from.file, position: from.offset },
          onStart: () => onStatus({ state: 'streaming' }),
          onEvent: (event) => {
            this.retries = 0;
            assembler.accept(event);
          },
          onFailure: reject,
        });
        this.current = { dump, assembler };
        this.stopping.signal.addEventListener('abort', () => resolve(), { signal: ended.signal });
      });
    } finally {
      ended.abort();
      this.reached = this.position;
      this.current = undefined;
      await dump?.stop();
    }
  }
}
