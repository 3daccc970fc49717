import { decimalText } from '../../converters/json/decimal.ts';
import { encoderOf } from '../../converters/json/encode-json.ts';
import { stringifyJson } from '../../converters/json/exact-json.ts';
import { DataError } from '../../records/data-error.ts';
import { logicalTypes, type Schema } from '../../records/schema.ts';
import type { TargetColumn } from '../table/target-table.ts';
import { momentReader, momentText, parseMoment, type Moment, type TimeColumn } from '../time/moment.ts';
import type { OffsetMs } from '../time/time-zone.ts';

/** Makes what a statement takes for a column of a value. Null stays null. */
export type ColumnWriter = (value: unknown) => unknown;

/**
 * Says how values of a schema, or JSON values without one, are written into a column.
 *
 * @throws DataError when called with a value that the column cannot hold as it is
 */
export function columnWriter(column: TargetColumn, schema: Schema | undefined, zone: OffsetMs): ColumnWriter {
  const write = writerOf(column, schema, zone);
  const filler = schema?.default ?? null;
  return (value) => {
    const given = value ?? filler;
    if (given === null) return null;
    try {
      return write(given);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      throw new DataError(`Column "${column.name}" (${column.fullType}): ${error.message}`, { cause: error });
    }
  };
}

function writerOf(column: TargetColumn, schema: Schema | undefined, zone: OffsetMs): ColumnWriter {
  switch (column.type) {
    case 'tinyint':
    case 'smallint':
    case 'mediumint':
    case 'int':
    case 'bigint':
    case 'year':
      return wholeNumber;
    case 'decimal':
      return (value) => new SqlNumber(decimalOf(value));
    case 'float':
    case 'double':
      return floatingNumber;
    case 'bit':
      return schema?.name === 'io.debezium.data.Bits' ? reversedBits : bits;
    case 'date':
    case 'time':
    case 'datetime':
    case 'timestamp':
      return timeWriter(column.type, schema, zone);
    case 'json':
      return jsonWriter(schema);
    case 'binary':
    case 'varbinary':
    case 'tinyblob':
    case 'blob':
    case 'mediumblob':
    case 'longblob':
      return schema === undefined ? bytesOfJson : bytesOf;
    case 'char':
    case 'varchar':
    case 'tinytext':
    case 'text':
    case 'mediumtext':
    case 'longtext':
    case 'enum':
    case 'set':
      return textWriter(schema, zone);
    default:
      throw new DataError(`Column "${column.name}": values of type ${column.fullType} cannot be written.`);
  }
}

/** A number that no double holds, as it stands in the statement. */
export class SqlNumber {
  readonly text: string;

  /** @param text digits, with a sign and a point at most */
  constructor(text: string) {
    this.text = text;
  }

  toSqlString(): string {
    return this.text;
  }
}

/** MySQL would round a fraction, and say so to nobody. */
const wholeNumber: ColumnWriter = (value) => {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  const isText = typeof value === 'string' && /^[+-]?\d+(\.0*)?$/.test(value.trim());
  if (!isText) throw unfit(value, 'a whole number');
  const whole = BigInt(value.trim().replace(/^\+|\.0*$/g, ''));
  return Number.isSafeInteger(Number(whole)) ? Number(whole) : whole;
};

function decimalOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  const text = typeof value === 'string' ? value.trim() : value;
  if (typeof text === 'string' && !/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text))
    throw unfit(
      value,
      'a decimal number (of a converter without schemas: set decimal.format=NUMERIC where it is written)',
    );
  if (typeof text === 'string') return text;
  const [, fraction = ''] = String(text).split('.');
  return decimalText(text, String(text).includes('e') ? mostFractionDigits : fraction.length);
}

/** Of a DECIMAL. */
const mostFractionDigits = 30;

const floatingNumber: ColumnWriter = (value) => {
  if (typeof value === 'bigint') return value;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'boolean') return number ? 1 : 0;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw unfit(value, 'a finite number');
  return number;
};

const bits: ColumnWriter = (value) => {
  if (value instanceof Uint8Array) return value;
  return wholeNumber(value);
};

/** Debezium has the lowest byte first. */
const reversedBits: ColumnWriter = (value) => Buffer.from((bytesOf(value) as Uint8Array).toReversed());

const bytesOf: ColumnWriter = (value) => {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return Buffer.from(value);
  throw unfit(value, 'bytes');
};

/** As the JSON converter writes them. */
const bytesOfJson: ColumnWriter = (value) => {
  if (value instanceof Uint8Array) return value;
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(value) || value.length % 4 !== 0)
    throw unfit(value, 'bytes in base64');
  return Buffer.from(value, 'base64');
};

function jsonWriter(schema: Schema | undefined): ColumnWriter {
  if (schema === undefined) return stringifyJson;
  // Text is taken for JSON that was written already: what a JSON column was read as.
  if (schema.type === 'string') return (value) => value;
  return encoderOf(schema, { decimalFormat: 'NUMERIC', replaceNullWithDefault: true });
}

function textWriter(schema: Schema | undefined, zone: OffsetMs): ColumnWriter {
  const moment = momentReader(schema);
  if (moment !== undefined) return (value) => isoText(moment(value), zone);
  const isDecimal = schema?.name === logicalTypes.decimal;
  const nested = schema === undefined || isDecimal ? stringifyJson : jsonWriter(schema);
  return (value) => {
    if (typeof value === 'string' || value instanceof Uint8Array) return value;
    return nested(value);
  };
}

function isoText(moment: Moment, zone: OffsetMs): string {
  if (moment.kind === 'date' || moment.kind === 'time') return momentText(moment, moment.kind, zone);
  const text = momentText(moment, moment.kind === 'instant' ? 'timestamp' : 'datetime', zone);
  return `${text.replace(' ', 'T')}${moment.kind === 'instant' ? 'Z' : ''}`;
}

/** A number without a schema counts as Connect's types do: days of a DATE, milliseconds of all else. */
function timeWriter(column: TimeColumn, schema: Schema | undefined, zone: OffsetMs): ColumnWriter {
  const named = momentReader(schema);
  // Records that come together mostly have the same day, and often the same time: it is read once.
  let last: { readonly given: string; readonly text: string } | undefined;
  return (value) => {
    if (named !== undefined) return momentText(named(value), column, zone);
    if (typeof value === 'string') {
      if (value !== last?.given) last = { given: value, text: momentText(parseMoment(value), column, zone) };
      return last.text;
    }
    if (typeof value !== 'number') throw unfit(value, 'a date or a time');
    return momentText(momentOfNumber(value, column), column, zone);
  };
}

function momentOfNumber(value: number, column: TimeColumn): Moment {
  if (column === 'date') return { kind: 'date', days: value };
  if (column === 'time') return { kind: 'time', micros: value * 1_000 };
  return { kind: 'instant', epochMs: Math.floor(value), micros: 0 };
}

function unfit(value: unknown, expected: string): DataError {
  const given = Array.isArray(value)
    ? 'an array'
    : value instanceof Uint8Array
      ? 'bytes'
      : `a ${typeof value}`;
  return new DataError(`${expected} is wanted, not ${given}.`);
}
