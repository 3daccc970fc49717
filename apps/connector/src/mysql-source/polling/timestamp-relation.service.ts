import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { SourcePosition } from '../../plugin/plugin.ts';
import type { SourceBatch } from '../../plugin/source-task.ts';
import { columnNamed } from './column-names.ts';
import { idColumn } from './id-column.ts';
import type { PollEnvironment, PolledRelation } from './poll-environment.ts';
import type { PollSettings } from './poll-settings.ts';
import { type Relation, RelationRecords, type RelationShape, shapeOf } from './relation.service.ts';
import { type RowBatch, streamRows } from './row-stream.service.ts';
import { Settlement, shortestSightMs } from './settlement.ts';
import {
  microsOfText,
  offsetOfPlace,
  placeOfOffset,
  type RowPlace,
  textOfMicros,
  wallMicros,
} from './timestamp-offset.ts';
import { TimestampOrder } from './timestamp-order.ts';

const microsPerMs = 1_000;
/** Looks within a poll, so that short transactions do not put rows off until the next one. */
const looksPerPoll = 5;
/** From this on, the status says what is waited for. */
const longLagMs = 2_000;

/**
 * Rows with times after those that were read, in the order of the times. A time counts as over when whoever was at work then has ended:
 * until then a row with an earlier time may still appear, and no later one is read.
 */
export class TimestampRelation implements PolledRelation {
  private readonly records: RelationRecords;
  /** By the database's clock, in microseconds UTC. */
  private readonly settlement: Settlement<number>;
  private place: RowPlace | undefined;
  /** By the same clock: of the first poll. */
  private startedMicros = 0;

  constructor(
    private readonly relation: Relation,
    private readonly settings: PollSettings,
    offset: SourcePosition | undefined,
  ) {
    this.records = new RelationRecords(relation, settings);
    this.settlement = new Settlement(settings.graceMs);
    this.place = offset === undefined ? undefined : placeOfOffset(offset);
  }

  async *poll(environment: PollEnvironment): AsyncGenerator<SourceBatch, void, undefined> {
    const { connection } = environment;
    const shape = await shapeOf(connection, this.relation, this.settings.query);
    const order = this.order(shape);
    const nowMicros = await askTime(connection);
    this.startedMicros ||= nowMicros;
    this.place ??= this.initialPlace(nowMicros, order);
    const settled = await this.settle(environment, nowMicros);
    const lagMs = Math.round((nowMicros - (settled ?? this.startedMicros)) / microsPerMs);
    environment.report({
      lagMs,
      ...(lagMs < longLagMs ? {} : { doing: 'waiting for transactions that are open longer than that' }),
    });
    if (settled === undefined) return;
    const end = this.shown(settled - this.settings.timestampDelayMs * microsPerMs, order);
    const { unitMicros } = order;
    yield* this.pollUntil(environment, { shape, order, end: Math.floor(end / unitMicros) * unitMicros });
  }

  /** Up to when nothing more will appear; undefined if that is not known yet. */
  private async settle(environment: PollEnvironment, nowMicros: number): Promise<number | undefined> {
    this.settlement.see(nowMicros, environment.nowMs);
    for (let look = 1; look <= looksPerPoll && this.settlement.settled !== nowMicros; look++) {
      await environment.settle();
      const open = await environment.openTransactions();
      this.settlement.look(open, environment.nowMs + shortestSightMs);
      if (open === undefined) break;
    }
    return this.settlement.settled;
  }

  private initialPlace(nowMicros: number, order: TimestampOrder): RowPlace | undefined {
    const initialMs = this.settings.timestampInitialMs;
    if (initialMs === undefined) return undefined;
    const micros = initialMs === -1 ? nowMicros : initialMs * microsPerMs;
    return { micros: this.shown(micros, order), after: undefined };
  }

  /** A moment as the table shows it. */
  private shown(micros: number, order: TimestampOrder): number {
    return order.isUtc ? micros : wallMicros(micros, this.settings.timeZone);
  }

  private order(shape: RelationShape): TimestampOrder {
    const { table, label } = this.relation;
    const times = this.settings.timestampColumns(table).map((wanted) => {
      const name = columnNamed(wanted, shape.columns, label);
      return shape.columns.find((column) => column.name === name) ?? { name };
    });
    if (times.length === 0)
      throw new Error(`Name the column of the times of ${label}: timestamp.column.name.`);
    const id =
      this.settings.mode === 'timestamp+incrementing'
        ? idColumn(this.settings.incrementingColumn(table), shape, label)
        : undefined;
    const key = shape.primaryKey.flatMap((name) => shape.columns.filter((column) => column.name === name));
    return new TimestampOrder({ times, id, key });
  }

  private async *pollUntil(
    { connection }: PollEnvironment,
    { shape, order, end }: Poll,
  ): AsyncGenerator<SourceBatch, void, undefined> {
    const condition = order.between(this.place, textOfMicros(end));
    const query = {
      sql: `${shape.select} WHERE ${condition.sql} ORDER BY ${order.by} ${this.settings.querySuffix}`,
      parameters: condition.parameters,
    };
    let held: RowBatch | undefined;
    for await (const batch of streamRows(connection, query, this.settings.batchRows)) {
      const joined = held === undefined ? batch : { ...batch, rows: [...held.rows, ...batch.rows] };
      // Rows of one time that nothing tells apart stay together: there is no place between them to go on from.
      const count = order.hasPlaces ? joined.rows.length : order.countBeforeLastTime(joined.rows);
      held = count === joined.rows.length ? undefined : { ...joined, rows: joined.rows.slice(count) };
      if (count > 0) yield this.batch({ ...joined, rows: joined.rows.slice(0, count) }, shape, order);
    }
    if (held !== undefined) yield this.batch(held, shape, order);
  }

  private batch(batch: RowBatch, shape: RelationShape, order: TimestampOrder): SourceBatch {
    const place = order.placeOf(batch.rows.at(-1) ?? {});
    this.place = place;
    const offset = offsetOfPlace(place, order.isById);
    return {
      records: this.records.of(batch, shape),
      offsets: [{ partition: this.relation.partition, offset }],
    };
  }
}

interface Poll {
  readonly shape: RelationShape;
  readonly order: TimestampOrder;
  /** In microseconds of what the table shows. */
  readonly end: number;
}

async function askTime(connection: Connection): Promise<number> {
  const [rows] = await connection.query<RowDataPacket[]>('SELECT NOW(6) AS now');
  return microsOfText(String(rows[0]?.['now']));
}
