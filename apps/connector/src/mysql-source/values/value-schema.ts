import type { Schema, SchemaType } from '../../records/schema.ts';

/** How the values of a column are made, and what they are. */
export interface ColumnValue {
  /** Never optional: whether the column takes NULL is not of its type. */
  readonly schema: Schema;
  /** Undefined: the value stands as it is. Undefined as its result: a date that is none. */
  readonly convert: ((raw: never) => unknown) | undefined;
  /** What stands for a value that has no place in the type, where there may not be nothing. */
  readonly substitute?: unknown;
}

/** What a type with a name is; its first version, as there is no other. */
export function schemaOf(type: SchemaType, name?: string, parameters?: Schema['parameters']): Schema {
  return {
    type,
    optional: false,
    ...(name === undefined ? {} : { name, version: 1 }),
    ...(parameters === undefined ? {} : { parameters }),
  };
}
