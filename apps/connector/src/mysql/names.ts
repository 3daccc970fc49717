import { escapeId } from 'mysql2/promise';

/** A table, by the database it is in. */
export interface TableName {
  readonly schema: string;
  readonly table: string;
}

/** As SQL wants it: `` `shop`.`orders` ``. A name is one name, whatever dots it has. */
export function quoteTable({ schema, table }: TableName): string {
  return `${quoteName(schema)}.${quoteName(table)}`;
}

export function quoteName(name: string): string {
  return escapeId(name, true);
}

/** As people write it: `shop.orders`. */
export function tableText({ schema, table }: TableName): string {
  return `${schema}.${table}`;
}
