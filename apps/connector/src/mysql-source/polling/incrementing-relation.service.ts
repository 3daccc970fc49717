import type { RowDataPacket } from 'mysql2/promise';
import { quoteTable } from '../../mysql/names.ts';
import type { SourcePosition } from '../../plugin/plugin.ts';
import type { SourceBatch } from '../../plugin/source-task.ts';
import { bareName, quoteColumn } from './column-names.ts';
import { Gaps } from './gaps.ts';
import { idColumn } from './id-column.ts';
import type { PollEnvironment, PolledRelation } from './poll-environment.ts';
import type { PollSettings } from './poll-settings.ts';
import { type Relation, RelationRecords, type RelationShape, shapeOf } from './relation.service.ts';
import { type RowBatch, streamRows } from './row-stream.service.ts';
import { Settlement, shortestSightMs } from './settlement.ts';

/** As the JDBC source has it: rows with ids below are never read. */
const beforeFirstId = -1n;
/** Gaps that are kept, and written with every offset. With more of them, later rows wait until it is known what is in these. */
const mostGaps = 2_000;
const gapsInQuery = 200;

/**
 * Rows with ids above those that were read. An id that is missing between others may belong to a transaction that is still open: it is
 * looked for again until whoever was at work then has ended.
 */
export class IncrementingRelation implements PolledRelation {
  private readonly records: RelationRecords;
  private readonly settlement: Settlement<bigint>;
  private last: bigint;
  private readonly gaps: Gaps;
  private isFirstPoll = true;

  /** @param offset that was stored last */
  constructor(
    private readonly relation: Relation,
    private readonly settings: PollSettings,
    offset: SourcePosition | undefined,
  ) {
    this.records = new RelationRecords(relation, settings);
    this.settlement = new Settlement(settings.graceMs);
    const { incrementing = beforeFirstId, gaps = '' } = (offset ?? {}) as StoredIds;
    this.last = BigInt(incrementing);
    this.gaps = Gaps.fromText(gaps);
  }

  async *poll(environment: PollEnvironment): AsyncGenerator<SourceBatch, void, undefined> {
    const shape = await shapeOf(environment.connection, this.relation, this.settings.query);
    const { table, label } = this.relation;
    const column = idColumn(this.settings.incrementingColumn(table), shape, label);
    if (this.isFirstPoll) await this.settleWhatIsThere(environment, column);
    this.isFirstPoll = false;
    const settled = await this.settle(environment);
    if (this.gaps.count > 0) yield* this.pollGaps(environment, { shape, column, settled });
    if (this.gaps.count < mostGaps) yield* this.pollNew(environment, { shape, column, settled });
    else environment.report({ doing: `waiting for open transactions that may have ${mostGaps} missing ids` });
    // What is missing below this, is with those who are at work now or has been given up.
    if (this.gaps.count > 0) this.settlement.see(this.last, environment.nowMs);
  }

  /** A table that is old has many ids missing; if nobody is at work, none of them will come. */
  private async settleWhatIsThere(environment: PollEnvironment, column: string): Promise<void> {
    const { table } = this.relation;
    if (table === undefined) return;
    const [rows] = await environment.connection.query<RowDataPacket[]>(
      `SELECT MAX(${quoteColumn(column)}) AS id FROM ${quoteTable(table)}`,
    );
    const id: unknown = rows[0]?.['id'];
    if (id === null || id === undefined) return;
    this.settlement.see(idOf(id), environment.nowMs);
    await environment.settle();
    this.settlement.look(await environment.openTransactions(), environment.nowMs + shortestSightMs);
  }

  /** Up to which id everything that will ever be there can be seen now. */
  private async settle(environment: PollEnvironment): Promise<bigint> {
    if (this.gaps.count > 0) this.settlement.look(await environment.openTransactions(), environment.nowMs);
    return this.settlement.settled ?? beforeFirstId;
  }

  private async *pollGaps(
    { connection }: PollEnvironment,
    { shape, column, settled }: Poll,
  ): AsyncGenerator<SourceBatch, void, undefined> {
    const ranges = [...this.gaps.all];
    const id = quoteColumn(column);
    for (let from = 0; from < ranges.length; from += gapsInQuery) {
      const some = ranges.slice(from, from + gapsInQuery);
      const condition = some.map(() => `${id} BETWEEN ? AND ?`).join(' OR ');
      const query = {
        sql: `${shape.select} WHERE (${condition}) ORDER BY ${id} ASC`,
        parameters: some.flatMap((range) => [range.from, range.to]),
      };
      for await (const batch of streamRows(connection, query, this.settings.batchRows)) {
        for (const row of batch.rows) this.gaps.remove(idOf(row[bareName(column)]));
        yield this.batch(batch, shape);
      }
    }
    const before = this.gaps.count;
    this.gaps.forgetUpTo(settled);
    if (this.gaps.count !== before) yield { records: [], offsets: [this.offset()] };
  }

  private async *pollNew(
    { connection, abandon }: PollEnvironment,
    { shape, column, settled }: Poll,
  ): AsyncGenerator<SourceBatch, void, undefined> {
    const id = quoteColumn(column);
    const query = {
      sql: `${shape.select} WHERE ${id} > ? ORDER BY ${id} ASC ${this.settings.querySuffix}`,
      parameters: [this.last],
    };
    for await (const batch of streamRows(connection, query, this.settings.batchRows)) {
      const taken = this.takeIds(batch, column, settled);
      yield this.batch({ ...batch, rows: batch.rows.slice(0, taken) }, shape);
      if (taken < batch.rows.length) {
        abandon();
        return;
      }
    }
  }

  /** @returns how many of the rows can be taken before there are too many gaps */
  private takeIds(batch: RowBatch, column: string, settled: bigint): number {
    for (const [index, row] of batch.rows.entries()) {
      const id = idOf(row[bareName(column)]);
      const from = this.last > settled ? this.last + 1n : settled + 1n;
      if (from < id) {
        if (this.gaps.count >= mostGaps) return index;
        this.gaps.add(from, id - 1n);
      }
      this.last = id;
    }
    return batch.rows.length;
  }

  private batch(batch: RowBatch, shape: RelationShape): SourceBatch {
    return { records: this.records.of(batch, shape), offsets: [this.offset()] };
  }

  private offset(): SourceBatch['offsets'][number] {
    const last = Number(this.last);
    const incrementing = Number.isSafeInteger(last) ? last : String(this.last);
    const gaps = this.gaps.toText();
    return {
      partition: this.relation.partition,
      offset: { incrementing, ...(gaps === '' ? {} : { gaps }) },
    };
  }
}

/** As `checkOffset` lets it through. */
interface StoredIds {
  readonly incrementing?: number | string;
  readonly gaps?: string;
}

interface Poll {
  readonly shape: RelationShape;
  readonly column: string;
  readonly settled: bigint;
}

function idOf(value: unknown): bigint {
  if (typeof value === 'number' || typeof value === 'string') return BigInt(value);
  throw new Error(
    `An id must be a whole number and not ${JSON.stringify(value)}: see incrementing.column.name.`,
  );
}
