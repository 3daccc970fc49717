import type { Connection } from 'mysql2/promise';
import { quoteTable, type TableName, tableText } from '../../mysql/names.ts';
import { describeTable, listTables, type SourceTable } from '../catalog.service.ts';
import { keyColumnsOf } from '../config/cdc-configuration.ts';
import { columnRules } from '../config/column-rule-keys.ts';
import { readHandling } from '../config/handling-keys.ts';
import { dialectOf, modeOf } from '../config/source-mode.ts';
import { tableSelection } from '../config/table-selection.ts';
import { columnValue, UnsupportedColumnError } from '../values/column-value.ts';
import type { Validation } from './validate-source.service.ts';

/** More tables than this are looked at when they are read. */
const mostTables = 100;

/** Whether the tables are there, and what they must be. @returns those that were looked at */
export async function validateTables(validation: Validation): Promise<readonly SourceTable[]> {
  const { raw, connection, note, settings } = validation;
  if (modeOf(raw) !== 'cdc' && (raw['query'] ?? '').trim() !== '') {
    await checkQuery(validation);
    return [];
  }
  const selection = tableSelection(raw);
  const all = await listTables(connection, selection.types, selection.schema);
  const selected = all.filter(selection.isSelected);
  for (const { key, name } of selection.named) {
    if (selected.some((table) => answersTo(table, name, selection.schema))) continue;
    note(
      key,
      `There is no table ${name} at ${settings.host}:${settings.port} that the user '${settings.user}' may read.`,
    );
  }
  if (selected.length === 0 && selection.named.length === 0 && selection.key !== undefined) {
    note(selection.key, `No table that the user '${settings.user}' may read answers to this.`);
  }
  const tables: SourceTable[] = [];
  for (const name of selected.slice(0, mostTables)) {
    if (!(await canRead(connection, name))) {
      note(
        settings.keys.user,
        `The user '${settings.user}' may not read ${tableText(name)}: GRANT SELECT ON ${quoteTable(name)} TO '${settings.user}'.`,
      );
      continue;
    }
    const table = await describeTable(connection, name);
    if (table === undefined) continue;
    tables.push(table);
    checkTable(validation, table, selection.key ?? settings.keys.host);
  }
  return tables;
}

function checkTable({ raw, note }: Validation, table: SourceTable, key: string): void {
  const isCdc = modeOf(raw) === 'cdc';
  const name = tableText(table);
  if (isCdc && table.primaryKey.length === 0) {
    note(
      key,
      `${name} has no primary key, so that its rows cannot be told apart: add one, or leave the table out with table.exclude.list.`,
    );
  }
  const handling = readHandling(dialectOf(raw), !isCdc, raw);
  const rules = columnRules(raw)(table);
  for (const column of table.columns) {
    if (rules.isLeftOut(column.name) && !column.type.startsWith('vector')) continue;
    try {
      columnValue(column.name, column.type, handling);
    } catch (error) {
      if (!(error instanceof UnsupportedColumnError)) throw error;
      note(key, `${name}: ${error.message} Leave the table out with table.exclude.list.`);
    }
  }
  if (!isCdc) return;
  const known = new Set(table.columns.map((column) => column.name));
  for (const column of keyColumnsOf(raw['message.key.columns'])(table) ?? []) {
    if (!known.has(column)) note('message.key.columns', `${name} has no column ${column}.`);
  }
}

async function checkQuery({ raw, connection, note }: Validation): Promise<void> {
  try {
    await connection.query(`EXPLAIN ${(raw['query'] ?? '').trim().replace(/;$/, '')}`);
  } catch (error) {
    note('query', `MySQL does not take the query: ${(error as Error).message}`);
  }
}

async function canRead(connection: Connection, table: TableName): Promise<boolean> {
  try {
    await connection.query(`SELECT 1 FROM ${quoteTable(table)} LIMIT 0`);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'ER_TABLEACCESS_DENIED_ERROR') return false;
    throw error;
  }
}

function answersTo(table: TableName, name: string, schema: string | undefined): boolean {
  const wanted = name.toLowerCase();
  const isHere = schema === undefined || schema === table.schema;
  return wanted === tableText(table).toLowerCase() || (isHere && wanted === table.table.toLowerCase());
}
