import type { Row } from '@payments/binlog';
import { quoteName } from '../../mysql/names.ts';
import { type Condition, isWord, keyAfter, keyText } from '../key-range.ts';
import { parseColumnType } from '../values/column-type.ts';
import type { SourceColumn } from '../values/row-mapper.ts';
import { bareName, quoteColumn } from './column-names.ts';
import { microsOfText, type RowPlace, textOfMicros } from './timestamp-offset.ts';

export interface TimestampOrderOptions {
  /** The first of them that is not NULL counts. Of a query, nothing but their names is known. */
  readonly times: readonly { readonly name: string; readonly type?: string }[];
  /** Orders rows of the same time. */
  readonly id: string | undefined;
  /** The same where there is no id: the primary key; empty: nothing does. */
  readonly key: readonly SourceColumn[];
}

const beforeFirstId = '-1';
const mostDigits = 6;

/** In which order rows are read that have times, and where each is in it. */
export class TimestampOrder {
  /** What follows ORDER BY. */
  readonly by: string;
  private readonly time: string;
  private readonly key: readonly SourceColumn[];

  constructor(private readonly options: TimestampOrderOptions) {
    const names = options.times.map(({ name }) => quoteColumn(name));
    this.time = names.length === 1 ? (names[0] as string) : `COALESCE(${names.join(', ')})`;
    this.key = options.id === undefined && !options.key.some(isWord) ? options.key : [];
    const ties =
      options.id === undefined ? this.key.map(({ name }) => quoteName(name)) : [quoteColumn(options.id)];
    this.by = [this.time, ...ties].map((expression) => `${expression} ASC`).join(', ');
  }

  get isById(): boolean {
    return this.options.id !== undefined;
  }

  /** True if every row has a place of its own. */
  get hasPlaces(): boolean {
    return this.isById || this.key.length > 0;
  }

  /** True if the times are moments, which the session shows in UTC; else they are what a clock on a wall showed. */
  get isUtc(): boolean {
    const type = this.options.times[0]?.type;
    return type !== undefined && parseColumnType(type).word === 'timestamp';
  }

  /** The shortest time two rows can be apart, in microseconds: an earlier part of it is not over before all of it is. */
  get unitMicros(): number {
    const digits = this.options.times.map(({ type }) =>
      type === undefined ? 0 : (parseColumnType(type).sizes[0] ?? 0),
    );
    return 10 ** (mostDigits - Math.min(...digits));
  }

  /** Rows after a place and before a time. */
  between(place: RowPlace | undefined, end: string): Condition {
    const { time } = this;
    if (place === undefined) return { sql: `${time} < ?`, parameters: [end] };
    const start = textOfMicros(place.micros);
    const tie = this.tieAfter(place.after);
    if (tie === undefined) return { sql: `${time} > ? AND ${time} < ?`, parameters: [start, end] };
    return {
      sql: `${time} < ? AND ((${time} = ? AND ${tie.sql}) OR ${time} > ?)`,
      parameters: [end, start, ...tie.parameters, start],
    };
  }

  placeOf(row: Row): RowPlace {
    const { id } = this.options;
    const after =
      id === undefined
        ? this.key.length === 0
          ? undefined
          : keyText(this.key, row)
        : [String(row[bareName(id)])];
    return { micros: this.timeOf(row), after };
  }

  /** How many of the rows come before the last time there is among them. */
  countBeforeLastTime(rows: readonly Row[]): number {
    const last = rows.at(-1);
    if (last === undefined) return 0;
    const time = this.timeOf(last);
    let count = rows.length;
    while (count > 0 && this.timeOf(rows[count - 1] as Row) === time) count -= 1;
    return count;
  }

  private tieAfter(after: readonly string[] | undefined): Condition | undefined {
    const { id } = this.options;
    if (id !== undefined) {
      return { sql: `${quoteColumn(id)} > ?`, parameters: [BigInt(after?.[0] ?? beforeFirstId)] };
    }
    return after === undefined || this.key.length !== after.length ? undefined : keyAfter(this.key, after);
  }

  private timeOf(row: Row): number {
    for (const { name } of this.options.times) {
      const text = row[bareName(name)];
      if (typeof text === 'string') return microsOfText(text);
    }
    const names = this.options.times.map(({ name }) => name).join(', ');
    throw new Error(`A row has no time in ${names}: see timestamp.column.name.`);
  }
}
