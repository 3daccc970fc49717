import { quoteName } from '../mysql/names.ts';
import { parseColumnType } from './values/column-type.ts';
import type { SourceColumn } from './values/row-mapper.ts';

/** A condition with its parameters. */
export interface Condition {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** Rows whose key comes after one and not after another, in the order of the key. */
export function keyRange(
  key: readonly SourceColumn[],
  after: readonly string[] | undefined,
  until: readonly string[],
): Condition {
  const lower = after === undefined ? undefined : comparison(key, after, ['>', '>']);
  const upper = comparison(key, until, ['<', '<=']);
  if (lower === undefined) return upper;
  return { sql: `${lower.sql} AND ${upper.sql}`, parameters: [...lower.parameters, ...upper.parameters] };
}

/** Rows whose key comes after one. */
export function keyAfter(key: readonly SourceColumn[], after: readonly string[]): Condition {
  return comparison(key, after, ['>', '>']);
}

/** What a SELECT needs beside the columns so that `keyText` can be made of its rows: the numbers of words. */
export function keyExtras(key: readonly SourceColumn[]): string {
  return key
    .filter(isWord)
    .map(({ name }) => `, ${quoteName(name)} + 0 AS ${quoteName(numberName(name))}`)
    .join('');
}

/** The key of a row as it is kept in offsets: a text for each column. */
export function keyText(
  key: readonly SourceColumn[],
  row: Readonly<Record<string, unknown>>,
): readonly string[] {
  return key.map((column) => {
    const value = row[isWord(column) ? numberName(column.name) : column.name];
    return Buffer.isBuffer(value) ? value.toString('hex') : String(value);
  });
}

/** One text for a row's key, the same whether it comes from a query or from the binlog. */
export function keyIdentity(names: readonly string[], row: Readonly<Record<string, unknown>>): string {
  const [first = '', ...others] = names;
  if (others.length === 0) return textOf(row[first]);
  return JSON.stringify(names.map((name) => textOf(row[name])));
}

function textOf(value: unknown): string {
  return Buffer.isBuffer(value) ? value.toString('hex') : String(value);
}

/**
 * Compares whole keys column by column. The first column alone bounds the rows too, from which MySQL sees where in the index to begin;
 * it does not from a comparison of rows.
 */
function comparison(
  key: readonly SourceColumn[],
  values: readonly string[],
  [strict, last]: readonly [string, string],
): Condition {
  const operands = key.map((column, index) => operandOf(column, values[index] ?? ''));
  const parameters: unknown[] = [];
  const compare = (index: number, operator: string): string => {
    const { sql, parameter } = operands[index] as Operand;
    parameters.push(parameter);
    return `${quoteName((key[index] as SourceColumn).name)} ${operator} ${sql}`;
  };
  const bound = key.length > 1 ? `${compare(0, `${strict}=`)} AND ` : '';
  const choices = key.map((_, index) => {
    const same = Array.from({ length: index }, (__, before) => compare(before, '='));
    return `(${[...same, compare(index, index === key.length - 1 ? last : strict)].join(' AND ')})`;
  });
  return { sql: `(${bound}(${choices.join(' OR ')}))`, parameters };
}

interface Operand {
  readonly sql: string;
  readonly parameter: unknown;
}

/** A text from an offset as a value of its column's type, so that it is compared as such. */
function operandOf(column: SourceColumn, text: string): Operand {
  const { word, sizes } = parseColumnType(column.type);
  switch (word) {
    case 'tinyint':
    case 'smallint':
    case 'mediumint':
    case 'int':
    case 'bigint':
    case 'year':
    case 'enum':
    case 'set':
      return { sql: '?', parameter: BigInt(text) };
    case 'bit':
      return { sql: '?', parameter: BigInt(`0x${text}`) };
    case 'decimal':
      return { sql: `CAST(? AS DECIMAL(${sizes[0] ?? 10}, ${sizes[1] ?? 0}))`, parameter: text };
    case 'float':
    case 'double':
      return { sql: '?', parameter: Number(text) };
    case 'binary':
    case 'varbinary':
    case 'tinyblob':
    case 'blob':
    case 'mediumblob':
    case 'longblob':
      return { sql: '?', parameter: Buffer.from(text, 'hex') };
    default:
      return { sql: '?', parameter: text };
  }
}

/** ENUM and SET are in the order of their numbers, but compare with a text as text. */
export function isWord({ type }: SourceColumn): boolean {
  const { word } = parseColumnType(type);
  return word === 'enum' || word === 'set';
}

function numberName(name: string): string {
  return `${name}#`;
}
