import { quoteName } from '../mysql/names.ts';
import { isGeometry, parseColumnType } from './values/column-type.ts';
import type { SourceColumn } from './values/row-mapper.ts';

/**
 * The columns of a SELECT, so that they come as they come from the binlog: FLOAT with all its digits (MySQL prints six), shapes as the
 * server's own bytes.
 */
export function selectList(columns: readonly SourceColumn[]): string {
  return columns.map(({ name, type }) => expression(quoteName(name), type)).join(', ');
}

function expression(name: string, typeText: string): string {
  const type = parseColumnType(typeText);
  if (type.word === 'float') return `CAST(${name} AS DOUBLE) AS ${name}`;
  return isGeometry(type) ? `UNHEX(HEX(${name})) AS ${name}` : name;
}
