import { listKey, stringKey } from '../config/config-def.ts';
import { decimalText, scaleOf } from '../converters/json/decimal.ts';
import { DataError } from '../records/data-error.ts';
import { type FieldSchema, logicalTypes } from '../records/schema.ts';
import { changeFields, partClasses } from './record-part.ts';

const definition = {
  fields: listKey({
    doc: 'Names of fields to mask.',
    importance: 'HIGH',
    check: (names) => (names.length === 0 ? 'Empty list' : undefined),
  }),
  replacement: stringKey({
    doc: 'What stands in the place of numbers and strings; by default 0 and nothing.',
    default: null,
    importance: 'LOW',
    check: (text) => (text === '' ? 'String must be non-empty' : undefined),
  }),
};

/** Puts something that says nothing in the place of values. */
export const maskField = partClasses('MaskField', definition, (config, part) => {
  const names = new Set(config.fields);
  const { replacement } = config;
  return changeFields(part, {
    purpose: 'mask fields',
    schema: (schema) => schema,
    fields: (fields, schema) => {
      const masked: Record<string, unknown> = { ...fields };
      for (const name of names) {
        const value = fields[name];
        if (value === null || value === undefined) continue;
        masked[name] = maskOf(
          value,
          schema?.fields?.find(({ field }) => field === name),
          replacement,
        );
      }
      return masked;
    },
  });
});

function maskOf(value: unknown, field: FieldSchema | undefined, replacement: string | undefined): unknown {
  const isDecimal = field?.name === logicalTypes.decimal;
  if (replacement !== undefined) return custom(value, { isDecimal, field, replacement });
  if (isDecimal) return decimalText('0', scaleOf(field?.parameters));
  if (Array.isArray(value)) return [];
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return 0;
    case 'boolean':
      return false;
    case 'string':
      return '';
    default:
      if (value instanceof Uint8Array || field?.type === 'struct')
        throw new DataError(`Cannot mask value of type ${field?.type ?? 'bytes'}`);
      return {};
  }
}

interface Custom {
  readonly isDecimal: boolean;
  readonly field: FieldSchema | undefined;
  readonly replacement: string;
}

function custom(value: unknown, { isDecimal, field, replacement }: Custom): unknown {
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  if (isDecimal) return decimalText(replacement, scaleOf(field?.parameters));
  if (typeof value === 'string') return replacement;
  if (!isNumber || field?.name?.startsWith('org.apache.kafka.connect.data.'))
    throw new DataError(`Cannot mask value of type ${field?.type ?? typeof value} with custom replacement.`);
  const number = Number(replacement);
  if (replacement.trim() === '' || Number.isNaN(number))
    throw new DataError(`Unable to convert ${replacement} (string) to number`);
  return number;
}
