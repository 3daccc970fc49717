import { type Static, type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { problems } from './problems.ts';

interface Compiled {
  Check(value: unknown): boolean;
  Errors(value: unknown): Iterable<{ readonly instancePath: string; readonly message: string }>;
}

const compiled = new WeakMap<object, Compiled>();
const maxErrors = 20;

/** The body of a request, as its schema has it. @throws Problem `invalid_request` with each field that is wrong */
export function bodyOf<Schema extends TSchema>(schema: Schema, given: unknown): Static<Schema> {
  return checked(schema, given ?? {});
}

/** The query of a request; numbers and true or false are made of their texts. @throws Problem as `bodyOf` */
export function queryOf<Schema extends TSchema>(schema: Schema, given: unknown): Static<Schema> {
  return checked(schema, Value.Convert(schema, Value.Default(schema, { ...(given as object) })));
}

function checked<Schema extends TSchema>(schema: Schema, value: unknown): Static<Schema> {
  const check: Compiled = compiled.get(schema) ?? Compile(schema);
  compiled.set(schema, check);
  if (check.Check(value)) return value as Static<Schema>;
  const errors = [...check.Errors(value)].slice(0, maxErrors);
  throw problems.invalid(
    errors.map(({ instancePath, message }) => ({ pointer: instancePath, detail: message })),
  );
}

const confirmation = Type.Object({ confirm: Type.String() }, { additionalProperties: false });

/** @throws Problem unless the body confirms that it is about `name` */
export function confirmed(name: string, body: unknown): void {
  const given = body as { readonly confirm?: unknown } | null | undefined;
  if (given?.confirm !== name) throw problems.confirmationRequired(name);
  bodyOf(confirmation, body);
}
