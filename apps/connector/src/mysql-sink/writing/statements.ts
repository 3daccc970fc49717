import { quoteName, quoteTable } from '../../mysql/names.ts';
import { DataError } from '../../records/data-error.ts';
import type { SinkSettings } from '../sink-config.ts';
import type { TargetTable } from '../table/target-table.ts';
import type { Step } from '../rows/plan-batch.ts';
import type { Layout } from '../rows/row-change.ts';

/** A statement with the parameters that stand for its question marks. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

export interface StatementOptions {
  readonly insertMode: SinkSettings['insertMode'];
  /** What a statement may be long at most, in bytes. */
  readonly maxBytes: number;
}

const mostBytes = 4 * 1_024 * 1_024;

/**
 * The statements that make a step.
 *
 * @throws DataError if a row alone is longer than the server takes
 */
export function statementsOf(
  step: Step,
  table: TargetTable,
  options: StatementOptions,
): readonly Statement[] {
  const { kind, layout } = step;
  if (kind === 'delete') return inParts(step, options).map((rows) => deletion(table, layout, rows));
  if (options.insertMode === 'update') return updates(step, table);
  const sql = insertion(table, layout, options.insertMode === 'upsert');
  return inParts(step, options).map((rows) => ({ sql, parameters: [rows] }));
}

function insertion({ name }: TargetTable, layout: Layout, isUpsert: boolean): string {
  const insert = `INSERT INTO ${quoteTable(name)} (${layout.columns.map(quoteName).join(', ')}) VALUES ?`;
  if (!isUpsert) return insert;
  const [key] = layout.columns;
  const changed = layout.columns.slice(layout.keyCount).map(quoteName);
  const assignments =
    changed.length === 0
      ? [`${quoteName(key ?? '')} = ${quoteTable(name)}.${quoteName(key ?? '')}`]
      : changed.map((column) => `${column} = new_row.${column}`);
  return `${insert} AS new_row ON DUPLICATE KEY UPDATE ${assignments.join(', ')}`;
}

function deletion({ name }: TargetTable, { columns }: Layout, rows: Step['rows']): Statement {
  const [first] = columns;
  return columns.length === 1
    ? {
        sql: `DELETE FROM ${quoteTable(name)} WHERE ${quoteName(first ?? '')} IN (?)`,
        parameters: [rows.map(([value]) => value)],
      }
    : {
        sql: `DELETE FROM ${quoteTable(name)} WHERE (${columns.map(quoteName).join(', ')}) IN (?)`,
        parameters: [rows],
      };
}

function updates({ layout, rows }: Step, { name }: TargetTable): readonly Statement[] {
  const changed = layout.columns.slice(layout.keyCount);
  if (changed.length === 0) return [];
  const key = layout.columns.slice(0, layout.keyCount);
  const sql = `UPDATE ${quoteTable(name)} SET ${changed.map(assignment).join(', ')} WHERE ${key.map(assignment).join(' AND ')}`;
  return rows.map((values) => ({
    sql,
    parameters: [...values.slice(layout.keyCount), ...values.slice(0, layout.keyCount)],
  }));
}

function assignment(column: string): string {
  return `${quoteName(column)} = ?`;
}

/** Asks whether a row with exactly these values is there. */
export function sameRow(table: TargetTable, layout: Layout, values: readonly unknown[]): Statement {
  const conditions = layout.columns.map((column) => {
    const type = table.columns.get(column.toLowerCase())?.type;
    const wanted = type === 'json' ? 'CAST(? AS JSON)' : type === 'float' ? 'CAST(? AS FLOAT)' : '?';
    return `${quoteName(column)} <=> ${wanted}`;
  });
  return {
    sql: `SELECT 1 FROM ${quoteTable(table.name)} WHERE ${conditions.join(' AND ')} LIMIT 1`,
    parameters: values,
  };
}

function inParts({ rows }: Step, { maxBytes }: StatementOptions): readonly Step['rows'][] {
  const limit = Math.min(maxBytes, mostBytes);
  const parts: (readonly unknown[])[][] = [];
  let room = 0;
  for (const row of rows) {
    const size = sizeOf(row);
    if (size > maxBytes)
      throw new DataError(
        `The row has ${size} bytes, and the server takes ${maxBytes}: raise max_allowed_packet.`,
      );
    if (size > room) {
      parts.push([]);
      room = limit;
    }
    parts.at(-1)?.push(row);
    room -= size;
  }
  return parts;
}

const bytesOfNumber = 24;
/** Of a character in UTF-8; escaped ones have two. */
const mostBytesOfCharacter = 3;

/** At most so many bytes in a statement. */
function sizeOf(row: readonly unknown[]): number {
  let size = 0;
  for (const value of row) {
    if (typeof value === 'string') size += value.length * mostBytesOfCharacter + bytesOfNumber;
    else if (value instanceof Uint8Array) size += value.length * 2 + bytesOfNumber;
    else size += bytesOfNumber * 3;
  }
  return size;
}
