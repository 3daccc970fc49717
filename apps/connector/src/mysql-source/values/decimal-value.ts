import { logicalTypes, type SchemaType } from '../../records/schema.ts';
import type { ColumnType } from './column-type.ts';
import type { Handling } from './handling.ts';
import { type ColumnValue, schemaOf } from './value-schema.ts';

const defaultPrecision = 10;
/** More digits than this do not fit into 64 bits. */
const longestInteger = 18;

/** DECIMAL, from its digits: whole as they are, or as a number where the configuration takes one for good enough. */
export function decimalValue(type: ColumnType, mode: Handling['decimal']): ColumnValue {
  const [precision = defaultPrecision, scale = 0] = type.sizes;
  if (mode === 'string') return { schema: schemaOf('string'), convert: undefined };
  if (mode === 'double' || isDouble({ precision, scale }, mode))
    return { schema: schemaOf('double'), convert: Number };
  if (mode !== 'precise' && scale === 0 && precision <= longestInteger) {
    return { schema: schemaOf(integerOf(precision)), convert: integerValue };
  }
  const parameters = { scale: String(scale), 'connect.decimal.precision': String(precision) };
  return { schema: schemaOf('bytes', logicalTypes.decimal, parameters), convert: undefined };
}

function isDouble(
  { precision, scale }: { readonly precision: number; readonly scale: number },
  mode: Handling['decimal'],
): boolean {
  if (scale === 0) return false;
  return mode === 'best_fit_eager_double' || (mode === 'best_fit' && precision <= longestInteger);
}

/** The smallest type that holds so many digits. */
function integerOf(precision: number): SchemaType {
  if (precision <= 2) return 'int8';
  if (precision <= 4) return 'int16';
  return precision <= 9 ? 'int32' : 'int64';
}

function integerValue(raw: string): number | bigint {
  const value = Number(raw);
  return Number.isSafeInteger(value) ? value : BigInt(raw);
}
