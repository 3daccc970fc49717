import type { SinkRecord } from '../../records/connect-record.ts';
import { DataError } from '../../records/data-error.ts';
import type { Schema } from '../../records/schema.ts';
import type { SinkSettings } from '../sink-config.ts';
import { columnOf, type TargetTable } from '../table/target-table.ts';
import { timeZoneOffset } from '../time/time-zone.ts';
import { columnWriter } from './column-value.ts';
import { isDeletion, type RecordField, recordFields } from './record-fields.ts';
import { type Layout, Layouts, type RowChange } from './row-change.ts';

/** A record has fields that the table has no columns for. */
export class MissingColumnsError extends DataError {
  readonly fields: readonly RecordField[];

  constructor(table: string, fields: readonly RecordField[]) {
    const names = fields.map(({ name }) => `"${name}"`).join(', ');
    super(
      `Table "${table}" has no columns for the fields ${names}, and auto-evolution is disabled: add the columns, ` +
        'set auto.evolve=true, or leave the fields out (fields.whitelist, the transform ReplaceField).',
    );
    this.fields = fields;
  }
}

/** How records of one form become rows. */
interface Form {
  readonly layout: Layout;
  readonly reads: readonly ((record: SinkRecord) => unknown)[];
}

const maxForms = 1_000;

/** Makes changes of rows of records, for a table as it is now. */
export class RowReader {
  private readonly table: TargetTable;
  private readonly settings: SinkSettings;
  private readonly zone: (epochMs: number) => number;
  private readonly layouts = new Layouts();
  private readonly forms = new Map<string, Form>();
  private readonly schemaIds = new WeakMap<Schema, number>();
  private schemas = 0;

  constructor(table: TargetTable, settings: SinkSettings) {
    this.table = table;
    this.settings = settings;
    this.zone = timeZoneOffset(settings.timeZone);
  }

  /** @throws DataError, of which MissingColumnsError is one */
  read(record: SinkRecord): RowChange {
    const kind = isDeletion(record, this.settings) ? 'delete' : 'write';
    const { layout, reads } = this.formOf(record, kind);
    const values = reads.map((read) => read(record));
    for (let index = 0; index < layout.keyCount; index += 1)
      if (values[index] === null)
        throw new DataError(`The column "${layout.columns[index]}" of the key is null.`);
    return { kind, layout, values };
  }

  private formOf(record: SinkRecord, kind: RowChange['kind']): Form {
    const id = `${kind}|${this.idOf(record.keySchema, record.key)}|${this.idOf(record.valueSchema, record.value)}`;
    const known = this.forms.get(id);
    if (known !== undefined) return known;
    const { form, isComplete } = this.newForm(record);
    if (isComplete) {
      if (this.forms.size >= maxForms) this.forms.clear();
      this.forms.set(id, form);
    }
    return form;
  }

  /** Records of the same schemas have the same form; without schemas, records with the same fields. */
  private idOf(schema: Schema | undefined, value: unknown): string {
    if (schema === undefined)
      return typeof value === 'object' && value !== null ? Object.keys(value).join('\0') : typeof value;
    let id = this.schemaIds.get(schema);
    if (id === undefined) this.schemaIds.set(schema, (id = this.schemas += 1));
    return `#${id}`;
  }

  private newForm(record: SinkRecord): { readonly form: Form; readonly isComplete: boolean } {
    const fields = recordFields(record, this.settings);
    if (fields.length === 0) throw new DataError('The record has no fields to write.');
    const missing = fields.filter(({ name }) => columnOf(this.table, name) === undefined);
    // A null without a schema, for which there is no column, says nothing that could be lost.
    const lost = missing.filter(
      ({ schema, read }) => schema !== undefined || (read(record) ?? null) !== null,
    );
    if (lost.length > 0) throw new MissingColumnsError(this.table.name.table, lost);
    return {
      form: this.formFrom(fields.filter((field) => !missing.includes(field))),
      isComplete: missing.length === 0,
    };
  }

  private formFrom(fields: readonly RecordField[]): Form {
    const written = fields.flatMap((field) => {
      const column = columnOf(this.table, field.name);
      return column === undefined || column.isGenerated ? [] : [{ field, column }];
    });
    const columns = written.map(({ column }) => column.name);
    if (new Set(columns).size < columns.length)
      throw new DataError(`Several fields are for the same column: ${columns.join(', ')}.`);
    const keyCount = written.filter(({ field }) => field.isKey).length;
    const reads = written.map(({ field, column }) => {
      const schema = this.settings.replaceNullWithDefault ? field.schema : withoutDefault(field.schema);
      const write = columnWriter(column, schema, this.zone);
      return (record: SinkRecord): unknown => write(field.read(record));
    });
    return { layout: this.layouts.get(columns, keyCount), reads };
  }
}

function withoutDefault(schema: Schema | undefined): Schema | undefined {
  if (schema?.default === undefined) return schema;
  const { default: _default, ...rest } = schema;
  return rest;
}
