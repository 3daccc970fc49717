import type { AnyBinlogEvent } from '@vlasky/zongji';
import type { ConnectionOptions } from 'mysql2';
import type { Operation, TableName } from './rows-change.ts';
import { ZongJi } from './zongji.ts';

export interface DumpOptions {
  readonly connection: ConnectionOptions;
  readonly tables: readonly TableName[];
  readonly operations: readonly Operation[];
  readonly serverId: number;
  /** Identity as a replica: a dump under the same one that the server still holds open is ended by it. */
  readonly replicaUuid: string;
  readonly start: { readonly gtidSet: string } | { readonly filename: string; readonly position: number };
  /** The server says at least this often that it is there. */
  readonly heartbeatMs: number;
  readonly onStart: () => void;
  readonly onEvent: (event: AnyBinlogEvent) => void;
  readonly onFailure: (error: unknown) => void;
}

/** A connection that was silent for longer than this many heartbeats is dead. */
const heartbeatsMissed = 3;
const longestWaitTimeoutSeconds = 31_536_000;
const eventsOfTransactions = [
  'rotate',
  'gtid',
  'anonymousgtid',
  'query',
  'xid',
  'xaprepare',
  'tablemap',
  'transactionpayload',
];
const eventsOfOperation = {
  insert: ['writerows'],
  update: ['updaterows', 'partialupdaterows'],
  delete: ['deleterows'],
};

/** A failure of the network that no error told of. */
class SilentConnectionError extends Error {
  override readonly name = 'SilentConnectionError';
  readonly code = 'SILENT_CONNECTION';
}

/** One connection on which the server sends its binlog, from its start to its first failure. */
export class Dump {
  private readonly zongji: ZongJi;
  private watchdog: NodeJS.Timeout | undefined;
  private lastDataAt = performance.now();
  private paused = false;
  private ended = false;

  constructor(private readonly options: DumpOptions) {
    // Dates and times come as MySQL's own text and so mean the same wherever this runs.
    this.zongji = new ZongJi({
      ...options.connection,
      dateStrings: true,
      timezone: 'Z',
      decimalNumbers: false,
      jsonStrings: false,
    });
    this.zongji.on('ready', () => this.prepare());
    this.zongji.on('binlog', (event) => this.deliver(event));
    this.zongji.on('error', (error) => this.fail(error));
    this.zongji.start({
      ...options.start,
      serverId: options.serverId,
      includeSchema: tablesBySchema(options.tables),
      includeEvents: [
        ...eventsOfTransactions,
        ...options.operations.flatMap((operation) => eventsOfOperation[operation]),
      ],
    });
  }

  /** What has been executed up to the last whole transaction, if the dump was started from a GTID set. */
  get gtidSet(): string | undefined {
    return this.zongji.gtidSet;
  }

  /** Bytes of an event that are not its body. */
  get overheadBytes(): number {
    return this.zongji.useChecksum ? 23 : 19;
  }

  /** Leaves what comes in the socket, so that the server waits. */
  pause(): void {
    if (this.paused || this.ended) return;
    this.paused = true;
    this.zongji.connection?.pause();
  }

  resume(): void {
    if (!this.paused || this.ended) return;
    this.paused = false;
    this.lastDataAt = performance.now();
    this.zongji.connection?.resume();
  }

  /** Ends the connection; no event is delivered after it. */
  async stop(): Promise<void> {
    this.ended = true;
    clearInterval(this.watchdog);
    await new Promise<void>((resolve) => {
      this.zongji.once('stopped', resolve);
      this.zongji.stop();
    });
  }

  /** Runs before the dump is asked for, on the connection that will carry it. */
  private prepare(): void {
    const { connection, ctrlConnection } = this.zongji;
    if (connection === null || ctrlConnection === null) return;
    const fail = (error: unknown): void => {
      if (error !== null) this.fail(error);
    };
    const period = this.options.heartbeatMs * 1_000_000;
    const uuid = this.options.replicaUuid;
    // Both the old and the new name of each: which one the server knows depends on its version.
    connection.query(
      'SET @master_heartbeat_period = ?, @source_heartbeat_period = ?, @slave_uuid = ?, @replica_uuid = ?',
      [period, period, uuid, uuid],
      fail,
    );
    ctrlConnection.query('SET SESSION wait_timeout = ?', [longestWaitTimeoutSeconds], fail);
    this.watch(connection);
    this.options.onStart();
  }

  private watch(connection: NonNullable<ZongJi['connection']>): void {
    this.lastDataAt = performance.now();
    const { stream } = connection as unknown as { stream: NodeJS.ReadableStream };
    stream.on('data', () => {
      this.lastDataAt = performance.now();
    });
    const limitMs = this.options.heartbeatMs * heartbeatsMissed;
    const isSilent = (): boolean => !this.paused && performance.now() - this.lastDataAt > limitMs;
    const failIfSilent = (): void => {
      if (isSilent()) this.fail(new SilentConnectionError(`MySQL was silent for more than ${limitMs} ms.`));
    };
    this.watchdog = setInterval(() => {
      // If it was this process that hung, what came meanwhile is read before the second look.
      if (isSilent()) setImmediate(failIfSilent);
    }, this.options.heartbeatMs);
    this.watchdog.unref();
  }

  private deliver(event: AnyBinlogEvent): void {
    if (this.ended) return;
    try {
      this.options.onEvent(event);
    } catch (error) {
      this.fail(error);
    }
  }

  private fail(error: unknown): void {
    if (this.ended) return;
    this.ended = true;
    clearInterval(this.watchdog);
    this.options.onFailure(error);
  }
}

function tablesBySchema(tables: readonly TableName[]): Record<string, string[]> {
  const bySchema: Record<string, string[]> = {};
  for (const { schema, table } of tables) (bySchema[schema] ??= []).push(table);
  return bySchema;
}
