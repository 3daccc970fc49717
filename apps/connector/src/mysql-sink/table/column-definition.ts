import { escape } from 'mysql2';
import { logicalTypes, type Schema } from '../../records/schema.ts';
import { quoteName } from '../../mysql/names.ts';
import type { SinkRecord } from '../../records/connect-record.ts';
import type { RecordField } from '../rows/record-fields.ts';

/** A field for which there is to be a column, and records that have it. */
export interface NewColumn {
  readonly field: RecordField;
  /** Whose values say what it is to hold, where no schema does. */
  readonly records: readonly SinkRecord[];
}

/**
 * What a new column is to be, for `CREATE TABLE` and `ALTER TABLE`; undefined if nothing says what it is for.
 *
 * @param column.isNullable false: of a new table, as the schema says
 */
export function columnDefinition(
  column: NewColumn,
  options: { readonly isNew: boolean },
): string | undefined {
  const { field } = column;
  const type = field.schema === undefined ? inferredType(column) : typeOf(field.schema, field.isKey);
  if (type === undefined) return undefined;
  const mustHaveValue = field.isKey || (options.isNew && field.schema?.optional === false);
  const parts = [quoteName(field.name), type, mustHaveValue ? 'NOT NULL' : 'NULL'];
  const filler = field.isKey ? undefined : defaultOf(field.schema);
  return [...parts, ...(filler === undefined ? [] : [`DEFAULT (${filler})`])].join(' ');
}

/** Long enough for any key that people use, and three of them fit into an index. Cases differ, as they do in Kafka. */
const keyText = 'VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin';
const anyText = 'MEDIUMTEXT';

function typeOf(schema: Schema, isKey: boolean): string {
  const named = typeByName(schema);
  if (named !== undefined) return named;
  switch (schema.type) {
    case 'int8':
      return 'TINYINT';
    case 'int16':
      return 'SMALLINT';
    case 'int32':
      return 'INT';
    case 'int64':
      return 'BIGINT';
    case 'float':
      return 'FLOAT';
    case 'double':
      return 'DOUBLE';
    case 'boolean':
      return 'BOOLEAN';
    case 'string':
      return isKey ? keyText : anyText;
    case 'bytes':
      return isKey ? 'VARBINARY(255)' : 'MEDIUMBLOB';
    case 'struct':
    case 'array':
    case 'map':
      return 'JSON';
  }
}

function typeByName({ name, parameters }: Schema): string | undefined {
  switch (name) {
    case logicalTypes.decimal:
      return `DECIMAL(${precisionOf(parameters)},${Number(parameters?.['scale'] ?? 0)})`;
    case logicalTypes.date:
    case 'io.debezium.time.Date':
    case 'io.debezium.time.IsoDate':
      return 'DATE';
    case logicalTypes.time:
    case 'io.debezium.time.Time':
      return 'TIME(3)';
    case 'io.debezium.time.MicroTime':
    case 'io.debezium.time.NanoTime':
    case 'io.debezium.time.IsoTime':
      return 'TIME(6)';
    case logicalTypes.timestamp:
    case 'io.debezium.time.Timestamp':
      return 'DATETIME(3)';
    case 'io.debezium.time.MicroTimestamp':
    case 'io.debezium.time.NanoTimestamp':
    case 'io.debezium.time.IsoTimestamp':
    case 'io.debezium.time.ZonedTimestamp':
      return 'DATETIME(6)';
    case 'io.debezium.time.Year':
      return 'YEAR';
    case 'io.debezium.data.Json':
      return 'JSON';
    case 'io.debezium.data.Bits':
      return `BIT(${Math.min(Number(parameters?.['length'] ?? 64), 64)})`;
    default:
      return undefined;
  }
}

function precisionOf(parameters: Schema['parameters']): number {
  const precision = Number(parameters?.['connect.decimal.precision'] ?? mostDecimalDigits);
  return Math.max(1, Math.min(precision, mostDecimalDigits));
}

const mostDecimalDigits = 65;

type JsonKind = 'boolean' | 'whole' | 'fraction' | 'text' | 'nested';

/**
 * From the values at hand: whole numbers are BIGINT, with a fraction among them DOUBLE; truth values BOOLEAN; objects and arrays JSON;
 * everything else, dates in strings too, is text.
 */
function inferredType({ field, records }: NewColumn): string | undefined {
  const kinds = new Set(records.map((record) => kindOf(field.read(record))));
  kinds.delete(undefined);
  if (kinds.size === 0) return undefined;
  if (kinds.has('nested')) return 'JSON';
  if (kinds.size === 1 && kinds.has('boolean')) return 'BOOLEAN';
  if (kinds.has('text') || kinds.has('boolean')) return field.isKey ? keyText : anyText;
  return kinds.has('fraction') ? 'DOUBLE' : 'BIGINT';
}

function kindOf(value: unknown): JsonKind | undefined {
  switch (typeof value) {
    case 'boolean':
      return 'boolean';
    case 'bigint':
      return value === BigInt.asIntN(64, value) ? 'whole' : 'text';
    case 'number':
      return Number.isInteger(value) ? 'whole' : 'fraction';
    case 'string':
      return 'text';
    default:
      return value === null || value === undefined ? undefined : 'nested';
  }
}

/** Only what a literal can say. */
function defaultOf(schema: Schema | undefined): string | undefined {
  const value = schema?.default;
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  if (!isPlain || (schema?.name !== undefined && schema.name !== logicalTypes.decimal)) return undefined;
  return escape(value);
}
