import { logicalTypes, type Schema } from '../../records/schema.ts';
import { base64Of } from './exact-json.ts';

/** A value as `JSON.stringify` is to write it; undefined: not for it. */
type Plain = (value: unknown) => string | number | boolean | undefined;

/**
 * Writes structs whose fields `JSON.stringify` writes as the encoders do, in one go, which takes a third of the time. Returns undefined for
 * a struct that has anything else in it, or lacks what it must have: that is for the encoders, and for their errors.
 *
 * @returns undefined if there are fields that only the encoders can write
 */
export function plainStructWriter(schema: Schema): ((struct: object) => string | undefined) | undefined {
  const fields = (schema.fields ?? []).map((field) => ({
    name: field.field,
    plain: isOrdinary(field.field) ? plainOf(field) : undefined,
    isOptional: field.optional && (field.default ?? null) === null,
  }));
  if (fields.some(({ plain }) => plain === undefined)) return undefined;
  // One object for all structs: it keeps its form, and nothing has to be collected.
  const written: Record<string, string | number | boolean | null> = {};
  return (struct) => {
    for (const { name, plain, isOptional } of fields) {
      const value = (struct as Readonly<Record<string, unknown>>)[name] ?? null;
      const form = value === null ? null : plain?.(value);
      if (form === undefined || (form === null && !isOptional)) return undefined;
      written[name] = form;
    }
    return JSON.stringify(written);
  };
}

/** Names that are numbers would come first, and this one is no field of its own. */
function isOrdinary(name: string): boolean {
  return !/^\d+$/.test(name) && name !== '__proto__' && name !== 'toJSON';
}

function plainOf({ type, name }: Schema): Plain | undefined {
  switch (type) {
    case 'int8':
    case 'int16':
    case 'int32':
    case 'int64':
      return (value) => (Number.isSafeInteger(value) ? (value as number) : undefined);
    case 'string':
      return (value) => (typeof value === 'string' ? value : undefined);
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? value : undefined);
    case 'bytes':
      if (name === logicalTypes.decimal) return undefined;
      return (value) => (value instanceof Uint8Array ? base64Of(value) : undefined);
    default:
      return undefined;
  }
}
