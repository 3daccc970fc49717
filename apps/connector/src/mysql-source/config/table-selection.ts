import type { RawConfig } from '../../config/config-def.ts';
import { connectionSettings } from '../../mysql/connection-settings.ts';
import { type TableName, tableText } from '../../mysql/names.ts';
import { matchesAny, patternsOf } from './name-patterns.ts';

/** Which tables a configuration means. */
export interface TableSelection {
  /** Undefined: of any database. */
  readonly schema: string | undefined;
  readonly types: readonly string[];
  readonly isSelected: (table: TableName) => boolean;
  /** Tables that are named and not described, each with the key that names it. */
  readonly named: readonly { readonly key: string; readonly name: string }[];
  /** The key that says which tables; undefined if none does. */
  readonly key: string | undefined;
}

const listOf = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

const pattern = /[\\^$*+?()[\]{}|]/;

/** By regular expressions and by names, of `database.table` or, within the database of the URL, of `table`. */
export function tableSelection(raw: RawConfig): TableSelection {
  const schema = raw['catalog.pattern'] ?? connectionSettings(raw).database;
  const namesOf = (table: TableName): readonly string[] =>
    table.schema === schema ? [tableText(table), table.table] : [tableText(table)];
  const matches = (patterns: readonly RegExp[], table: TableName): boolean =>
    namesOf(table).some((name) => matchesAny(patterns, name));
  const isNamed = (names: readonly string[], table: TableName): boolean =>
    names.some((name) => name === table.table || namesOf(table).includes(unquoted(name)));

  const patterns = (key: string): readonly RegExp[] | undefined =>
    raw[key] === undefined ? undefined : patternsOf(raw[key]);
  const included = patterns('table.include.list');
  const excluded = patterns('table.exclude.list') ?? [];
  const schemasIncluded = patterns('database.include.list');
  const schemasExcluded = patterns('database.exclude.list') ?? [];
  const whitelist = listOf(raw['table.whitelist']);
  const blacklist = listOf(raw['table.blacklist']);
  return {
    schema,
    types: raw['table.types'] === undefined ? ['TABLE'] : listOf(raw['table.types']),
    isSelected: (table) =>
      (schemasIncluded === undefined || matchesAny(schemasIncluded, table.schema)) &&
      !matchesAny(schemasExcluded, table.schema) &&
      (included === undefined || matches(included, table)) &&
      !matches(excluded, table) &&
      (whitelist.length === 0 || isNamed(whitelist, table)) &&
      !isNamed(blacklist, table),
    named: [
      ...whitelist.map((name) => ({ key: 'table.whitelist', name: unquoted(name) })),
      ...listOf(raw['table.include.list'])
        .map((name) => name.replaceAll('\\.', '.'))
        .filter((name) => !pattern.test(name))
        .map((name) => ({ key: 'table.include.list', name })),
    ],
    key: ['table.include.list', 'table.whitelist', 'database.include.list'].find(
      (key) => raw[key] !== undefined,
    ),
  };
}

/** As the JDBC source writes names of tables: with quotation marks, if it has to. */
function unquoted(name: string): string {
  return name.replaceAll(/[`"]/g, '');
}
