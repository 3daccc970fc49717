import type { TableName } from './rows-change.ts';

const changesRows = /^\s*(\/\*.*?\*\/\s*)*(INSERT|UPDATE|DELETE|REPLACE|LOAD|WITH)\b/is;

/** Tells statements on watched tables that stand in the binlog as text, where nobody can read rows from them. */
export class TextStatements {
  private readonly schemas: ReadonlySet<string>;
  private readonly mentionsSchema: RegExp;
  private readonly mentionsTable: RegExp;

  constructor(tables: readonly TableName[]) {
    this.schemas = new Set(tables.map(({ schema }) => schema));
    this.mentionsSchema = anyOf([...this.schemas]);
    this.mentionsTable = anyOf(tables.map(({ table }) => table));
  }

  /** @param schema the session's own, which a statement means if it names none */
  concernWatched(query: string, schema: string): boolean {
    const isNear = this.schemas.has(schema) || this.mentionsSchema.test(query);
    return isNear && changesRows.test(query) && this.mentionsTable.test(query);
  }
}

function anyOf(names: readonly string[]): RegExp {
  return new RegExp(`\\b(${names.map((name) => name.replaceAll(/[^\w]/g, '\\$&')).join('|')})\\b`, 'i');
}
