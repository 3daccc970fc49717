import type { Row } from '@payments/binlog';
import type { FieldSchema, Schema } from '../../records/schema.ts';
import { type ColumnRules, noRules } from './column-rules.ts';
import { columnValue } from './column-value.ts';
import type { Handling } from './handling.ts';

/** A column of a table or of a query's result. */
export interface SourceColumn {
  readonly name: string;
  /** As MySQL writes it, for example `decimal(10,2)`. */
  readonly type: string;
  readonly nullable: boolean;
}

export interface RowMapperOptions {
  readonly columns: readonly SourceColumn[];
  /** Of the struct that the rows become. */
  readonly name: string;
  readonly handling: Handling;
  readonly rules?: ColumnRules;
}

/** Makes structs of rows. What can be decided once is decided here, and not for every row. */
export class RowMapper {
  readonly schema: Schema;
  /** Columns that had no value though they are said to have one always. */
  readonly unexpectedNulls = new Set<string>();
  private readonly fields: readonly Field[];

  /** @throws UnsupportedColumnError naming the column */
  constructor({ columns, name, handling, rules = noRules }: RowMapperOptions) {
    this.fields = columns
      .filter((column) => !rules.isLeftOut(column.name))
      .map((column) => fieldOf(column, handling, rules));
    const fields = this.fields.map(({ schema }) => schema);
    this.schema = { type: 'struct', optional: false, name, fields };
  }

  /** @param row as the binlog or a query gives it */
  map(row: Row): Record<string, unknown> {
    const struct: Record<string, unknown> = {};
    for (const { name, convert, missing, optional } of this.fields) {
      const raw = row[name];
      if (raw === null) {
        if (!optional) this.unexpectedNulls.add(name);
        struct[name] = null;
      } else if (convert === undefined) {
        struct[name] = raw;
      } else {
        struct[name] = convert(raw as never) ?? missing;
      }
    }
    return struct;
  }
}

interface Field {
  readonly name: string;
  readonly optional: boolean;
  readonly schema: FieldSchema;
  readonly convert: ((raw: never) => unknown) | undefined;
  /** Stands for a date that is none. */
  readonly missing: unknown;
}

function fieldOf({ name, type, nullable }: SourceColumn, handling: Handling, rules: ColumnRules): Field {
  const { schema, convert, substitute } = columnValue(name, type, handling);
  const field = { ...schema, optional: nullable, field: name };
  const missing = nullable ? null : substitute;
  const change = schema.type === 'string' ? rules.change(name) : undefined;
  return {
    name,
    optional: nullable,
    schema: field,
    missing,
    convert:
      change === undefined
        ? convert
        : (raw: never) => change((convert === undefined ? raw : convert(raw)) as string),
  };
}
