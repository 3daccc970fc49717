import { headersText, metadataColumns } from '@payments/archive';
import type { ColumnType } from './column-type.ts';
import type { Row } from './row-spool.ts';

/** A column of an object, and where its values come from. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly of: (row: Row) => unknown;
}

/** A value that is no struct has this column for itself. */
const valueColumn = 'value';

/** The columns for rows whose values are of a type: those that keep the record first, then the fields of the value. */
export function columnsOf(type: ColumnType, withMetadata: boolean): readonly Column[] {
  const fields: readonly Column[] =
    type.kind === 'struct'
      ? [...type.fields].map(([name, field]) => ({
          name,
          type: field,
          of: ({ value }) => fieldOf(value, name),
        }))
      : [{ name: valueColumn, type, of: ({ value }) => value }];
  if (!withMetadata) return fields;
  const taken = new Set<string>(Object.values(metadataColumns));
  return [...metadata, ...fields.filter(({ name }) => !taken.has(name))];
}

const metadata: readonly Column[] = [
  { name: metadataColumns.partition, type: { kind: 'int32' }, of: ({ partition }) => partition },
  { name: metadataColumns.offset, type: { kind: 'int64' }, of: ({ offset }) => offset },
  { name: metadataColumns.timestamp, type: { kind: 'timestamp' }, of: ({ timestampMs }) => timestampMs },
  { name: metadataColumns.key, type: { kind: 'bytes' }, of: ({ key }) => key },
  {
    name: metadataColumns.headers,
    type: { kind: 'string' },
    of: ({ headers }) => `{${headersText(headers)}}`,
  },
  { name: metadataColumns.value, type: { kind: 'bytes' }, of: ({ original }) => original },
];

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** What differs between formats. */
export interface CellForm {
  /** How a decimal stands there, given its digits without a point. */
  readonly decimal: (unscaled: bigint) => unknown;
  /** How milliseconds since the epoch do. */
  readonly timestamp: (epochMs: number | bigint) => unknown;
  readonly fieldName: (name: string) => string;
}

/** A value of a type as a format takes it. */
export function cellOf(value: unknown, type: ColumnType, form: CellForm): unknown {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case 'list':
      return (value as unknown[]).map((item) => cellOf(item, type.item, form));
    case 'struct':
      return structOf(value, type.fields, form);
    case 'json':
      return jsonText(value);
    case 'decimal':
      return form.decimal(unscaled(value as string, type.scale));
    case 'timestamp':
      return form.timestamp(value as number | bigint);
    case 'int64':
      return BigInt(value as number | bigint);
    case 'float':
    case 'double':
      return Number(value);
    default:
      return value;
  }
}

function structOf(value: unknown, types: ReadonlyMap<string, ColumnType>, form: CellForm): object {
  const fields: Record<string, unknown> = {};
  for (const [name, type] of types) fields[form.fieldName(name)] = cellOf(fieldOf(value, name), type, form);
  return fields;
}

/** JSON with whole numbers of any size, and bytes in base64. */
function jsonText(value: unknown): string {
  return JSON.stringify(value, function replaceValue(this: Record<string, unknown>, name, given: unknown) {
    const raw = this[name];
    if (typeof raw === 'bigint') return rawJson(String(raw));
    return Buffer.isBuffer(raw) ? raw.toString('base64') : given;
  });
}

/** Not yet in TypeScript's library. */
const rawJson = (JSON as unknown as { rawJSON: (text: string) => unknown }).rawJSON;

/** `'12.5'` with a scale of 2 is 1250: what decimals are in files. */
function unscaled(digits: string, scale: number): bigint {
  const [whole = '0', fraction = ''] = digits.split('.');
  return BigInt(whole + fraction.padEnd(scale, '0').slice(0, scale));
}
