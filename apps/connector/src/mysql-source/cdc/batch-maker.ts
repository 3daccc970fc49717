import type { BinlogBatch, Position, RowsChange } from '@payments/binlog';
import type { Clock } from '@payments/service';
import { tableText } from '../../mysql/names.ts';
import type { SourceBatch } from '../../plugin/source-task.ts';
import type { SourceRecord } from '../../records/connect-record.ts';
import { schemaOf } from '../values/value-schema.ts';
import { positionOffset } from './cdc-offset.ts';
import type { CdcSettings } from './cdc-settings.ts';
import { recordsOf } from './changes-to-records.ts';
import type { ChangeSource } from './envelope.ts';
import type { RowOrigin } from './table-events.ts';
import type { TableRegistry } from './table-registry.service.ts';
import type { TableSnapshots } from './table-snapshots.service.ts';

/** While nothing happens, where we are is written at this interval: the binlog may be purged up to there. */
const quietMs = 10_000;

export interface BatchMakerParts {
  readonly registry: TableRegistry;
  readonly clock: Clock;
  readonly serverId: number;
}

/** Makes batches of what was read: records, and the offsets that are true when they are in Kafka. */
export class BatchMaker {
  private readonly watched: ReadonlySet<string>;
  private writtenAtMs: number;
  private beatAtMs: number;
  private timestampMs: number;

  constructor(
    private readonly settings: CdcSettings,
    private readonly parts: BatchMakerParts,
  ) {
    this.watched = new Set(settings.tables.map(tableText));
    this.timestampMs = this.writtenAtMs = this.beatAtMs = parts.clock.now();
  }

  /** When what was last read happened. */
  get lastChangeMs(): number {
    return this.timestampMs;
  }

  /** Nothing but where reading begins. */
  beginning(position: Position, snapshots: TableSnapshots): SourceBatch {
    return this.batch([], position, snapshots);
  }

  /** Changes; undefined if there were none and nothing else is due. */
  async changes(batch: BinlogBatch, snapshots?: TableSnapshots): Promise<SourceBatch | undefined> {
    const changes = batch.changes.filter(({ table }) => this.watched.has(tableText(table)));
    await this.parts.registry.learn(changes.map(({ table }) => table));
    const processedMs = this.parts.clock.now();
    const records: SourceRecord[] = [];
    for (const change of changes) {
      snapshots?.note(change);
      for (const record of this.recordsOf(change, processedMs)) records.push(record);
    }
    this.timestampMs = batch.changes.at(-1)?.transaction.timestampMs ?? processedMs;
    if (batch.rows === 0) records.push(...this.heartbeat(processedMs));
    const isDue = records.length > 0 || batch.rows > 0 || processedMs - this.writtenAtMs >= quietMs;
    return isDue ? this.batch(records, batch.position, snapshots) : undefined;
  }

  /** A piece of a table, if one may be emitted now. */
  piece(position: Position, snapshots: TableSnapshots, isIdle = false): SourceBatch | undefined {
    const piece = snapshots.take(position, isIdle);
    if (piece === undefined) return undefined;
    const processedMs = this.parts.clock.now();
    const { table } = piece.chunk;
    const events = this.parts.registry.ofTable(table);
    const origin = (snapshot: ChangeSource['snapshot']): RowOrigin => ({
      processedMs,
      source: {
        connectorName: this.settings.topicPrefix,
        schema: table.schema,
        table: table.table,
        serverId: this.parts.serverId,
        gtid: null,
        file: position.file,
        pos: position.offset,
        timestampMs: processedMs,
        snapshot,
      },
    });
    const usual = origin('true');
    const records = piece.rows.map((row, index) =>
      events.read(row, piece.isLast && index === piece.rows.length - 1 ? origin('last') : usual),
    );
    return this.batch(records, position, snapshots);
  }

  private recordsOf(change: RowsChange, processedMs: number): readonly SourceRecord[] {
    const { transaction, table } = change;
    const origin: RowOrigin = {
      processedMs,
      source: {
        connectorName: this.settings.topicPrefix,
        schema: table.schema,
        table: table.table,
        serverId: this.parts.serverId,
        gtid: transaction.gtid ?? null,
        file: transaction.file,
        pos: change.endOffset,
        timestampMs: transaction.timestampMs,
        snapshot: 'false',
      },
    };
    const events = this.parts.registry.of(table);
    const records = recordsOf(change, events, origin);
    if (events.unexpectedNulls.size === 0) return records;
    return recordsOf(change, this.parts.registry.relax(table), origin);
  }

  private batch(
    records: readonly SourceRecord[],
    position: Position,
    snapshots?: TableSnapshots,
  ): SourceBatch {
    this.writtenAtMs = this.parts.clock.now();
    const main = positionOffset(this.settings.topicPrefix, position, {
      serverId: this.parts.serverId,
      timestampMs: this.timestampMs,
      isSnapshot: snapshots?.isDone === false,
    });
    return { records, offsets: [main, ...(snapshots?.takeOffsets() ?? [])] };
  }

  /** Debezium's heartbeat, for whoever watches that the connector is alive. */
  private heartbeat(nowMs: number): readonly SourceRecord[] {
    const { heartbeatMs, heartbeatTopic, topicPrefix } = this.settings;
    if (heartbeatMs === 0 || nowMs - this.beatAtMs < heartbeatMs) return [];
    this.beatAtMs = nowMs;
    return [
      {
        topic: heartbeatTopic,
        partition: undefined,
        keySchema: heartbeatKeySchema,
        key: { serverName: topicPrefix },
        valueSchema: heartbeatValueSchema,
        value: { ts_ms: nowMs },
        headers: {},
        timestampMs: undefined,
      },
    ];
  }
}

const heartbeatKeySchema = {
  ...schemaOf('struct', 'io.debezium.connector.common.ServerNameKey'),
  fields: [{ ...schemaOf('string'), field: 'serverName' }],
};
const heartbeatValueSchema = {
  ...schemaOf('struct', 'io.debezium.connector.common.Heartbeat'),
  fields: [{ ...schemaOf('int64'), field: 'ts_ms' }],
};
