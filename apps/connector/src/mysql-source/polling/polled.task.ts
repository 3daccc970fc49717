import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '@payments/service';
import type { Connection } from 'mysql2/promise';
import { connectMySql } from '../../mysql/mysql-connection.service.ts';
import type { SourceBatch, SourceTask, SourceTaskContext } from '../../plugin/source-task.ts';
import { BulkRelation } from './bulk-relation.service.ts';
import { IncrementingRelation } from './incrementing-relation.service.ts';
import { TransactionWatch } from './open-transactions.service.ts';
import type { PollEnvironment, PolledRelation } from './poll-environment.ts';
import type { PollSettings } from './poll-settings.ts';
import { type Relation, relationsOf } from './relation.service.ts';
import { shortestSightMs } from './settlement.ts';
import { TimestampRelation } from './timestamp-relation.service.ts';

/** The server waits that long for us to take rows, and no longer. */
const netWriteTimeoutSeconds = 600;

/** Asks tables, or a query, for what is new, again and again. */
export class PolledTask implements SourceTask {
  private connection: Connection | undefined;
  private watch: TransactionWatch | undefined;

  constructor(
    private readonly context: SourceTaskContext,
    private readonly settings: PollSettings,
    private readonly clock: Clock,
  ) {}

  async *batches(): AsyncGenerator<SourceBatch, void, undefined> {
    const { signal } = this.context;
    const relations = relationsOf(this.settings).map((relation) => ({
      label: relation.label,
      polled: this.polled(relation),
    }));
    const abort = (): void => this.abandon();
    signal.addEventListener('abort', abort, { once: true });
    try {
      while (!signal.aborted) {
        const startedAtMs = this.clock.now();
        for (const { label, polled } of relations) {
          this.context.report({ doing: `reading ${label}` });
          yield* polled.poll(await this.environment());
        }
        this.context.report({ doing: 'waiting for the next poll' });
        const restMs = startedAtMs + this.settings.pollIntervalMs - this.clock.now();
        await delay(Math.max(restMs, 0), undefined, { signal });
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      signal.removeEventListener('abort', abort);
      this.abandon();
    }
  }

  private polled(relation: Relation): PolledRelation {
    const offset = this.context.offset(relation.partition);
    switch (this.settings.mode) {
      case 'bulk':
        return new BulkRelation(relation, this.settings);
      case 'incrementing':
        return new IncrementingRelation(relation, this.settings, offset);
      case 'timestamp':
      case 'timestamp+incrementing':
        return new TimestampRelation(relation, this.settings, offset);
    }
  }

  private async environment(): Promise<PollEnvironment> {
    if (this.watch?.isSpent === true) {
      this.context.log.warn(
        'MySQL showed only an old copy of its open transactions, as others keep asking for them.',
      );
      this.abandon();
    }
    const connection = await this.connected();
    const { signal } = this.context;
    const watch = (this.watch ??= new TransactionWatch(connection));
    return {
      connection,
      nowMs: this.clock.now(),
      report: (progress) => this.context.report(progress),
      abandon: () => this.abandon(),
      settle: () => delay(shortestSightMs, undefined, { signal }),
      openTransactions: () =>
        this.settings.graceMs === undefined ? watch.look(signal) : Promise.resolve(undefined),
    };
  }

  private async connected(): Promise<Connection> {
    if (this.connection !== undefined) return this.connection;
    const {
      connection: settings,
      connectionAttempts: attempts,
      connectionBackoffMs: backoffMs,
    } = this.settings;
    const connection = await connectMySql(settings, { signal: this.context.signal, attempts, backoffMs });
    await connection.query('SET SESSION net_write_timeout = ?', [netWriteTimeoutSeconds]);
    // With this mode, CHAR would come padded with spaces, as it does not from the binlog.
    await connection.query("SET SESSION sql_mode = REPLACE(@@sql_mode, 'PAD_CHAR_TO_FULL_LENGTH', '')");
    this.connection = connection;
    return connection;
  }

  private abandon(): void {
    this.connection?.destroy();
    this.connection = undefined;
    this.watch = undefined;
  }
}
