import { type Static, type TObject, type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { Set as setFormat } from 'typebox/format';
import { isDateTime } from './date-time.ts';
import type { Topic } from './topics.ts';

// For all contracts.
setFormat('date-time', isDateTime);

/** One reason why a value is not the event it should be; `pointer` is a JSON Pointer into the value. */
export interface SchemaViolation {
  readonly pointer: string;
  readonly detail: string;
}

/**
 * A CloudEvents 1.0 event in structured JSON, as it stands in a record's value.
 * Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
 */
export interface CloudEvent<Name extends string = string, Data = unknown> {
  readonly specversion: '1.0';
  readonly id: string;
  readonly type: Name;
  readonly source: string;
  /** The user the event is about; also the record's key, so that one user's events keep their order. */
  readonly subject: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly dataschema: string;
  /** W3C Trace Context of the request that caused it, if it sent one. */
  readonly traceparent?: string;
  readonly data: Data;
}

/** What an event says of itself; the rest of the envelope is the same for every event of its type. */
export interface EventFields<Data> {
  readonly id: string;
  readonly subject: string;
  readonly time: string;
  readonly traceparent?: string | undefined;
  readonly data: Data;
}

export interface EventContract<Name extends string = string, Data = unknown> {
  readonly type: Name;
  readonly topic: Topic;
  /** The sentence that says when it happens. */
  readonly happensWhen: string;
  /** JSON Schema of the whole event, envelope included. */
  readonly schema: TSchema;
  create(fields: EventFields<Data>): CloudEvent<Name, Data>;
  /** True if `value` is this event. Fields it does not know are allowed: a newer writer may add them. */
  check(value: unknown): value is CloudEvent<Name, Data>;
  /** Why `value` is not this event; empty if it is. */
  violations(value: unknown): SchemaViolation[];
}

/** The event a contract describes, as a type: `EventOf<typeof paymentRequested>`. */
export type EventOf<Contract> =
  Contract extends EventContract<infer Name, infer Data> ? CloudEvent<Name, Data> : never;

/** The data of the event a contract describes: `DataOf<typeof paymentRequested>`. */
export type DataOf<Contract> = Contract extends EventContract<string, infer Data> ? Data : never;

interface EventDefinition<Name extends string, Schema extends TObject> {
  readonly type: Name;
  /** Raised only by a change that old readers could not read; such a change is a new event beside the old. */
  readonly version: number;
  readonly source: string;
  readonly topic: Topic;
  readonly happensWhen: string;
  readonly data: Schema;
}

/**
 * Declares an event once: its TypeScript type, its check at the boundary and its JSON Schema all come from `data`.
 *
 * @example
 * const teaServed = defineEvent({ type: 'tea.served', version: 1, source: '/tea-stall', topic: topics.teas,
 *   happensWhen: 'A cup has reached its guest.', data: Type.Object({ cups: Type.Integer() }) });
 * teaServed.create({ id: '1', subject: 'asha', time: '2026-11-22T10:00:00.000Z', data: { cups: 2 } });
 */
export function defineEvent<const Name extends string, Schema extends TObject>(
  definition: EventDefinition<Name, Schema>,
): EventContract<Name, Static<Schema>> {
  const { type, version, source, topic, happensWhen, data } = definition;
  const dataschema = `urn:payments:event:${type}:${version}`;
  const schema = envelopeSchema(definition, dataschema);
  const compiled = Compile(schema);

  return {
    type,
    topic,
    happensWhen,
    schema,
    create: (fields) => ({
      specversion: '1.0',
      id: fields.id,
      type,
      source,
      subject: fields.subject,
      time: fields.time,
      datacontenttype: 'application/json',
      dataschema,
      ...(fields.traceparent === undefined ? {} : { traceparent: fields.traceparent }),
      data: fields.data,
    }),
    check: (value): value is CloudEvent<Name, Static<typeof data>> => compiled.Check(value),
    violations: (value) =>
      [...compiled.Errors(value)].map((error) => ({ pointer: error.instancePath, detail: error.message })),
  };
}

function envelopeSchema(definition: EventDefinition<string, TObject>, dataschema: string): TSchema {
  return Type.Object(
    {
      specversion: Type.Literal('1.0'),
      id: Type.String({ minLength: 1, maxLength: 128 }),
      type: Type.Literal(definition.type),
      source: Type.String({ minLength: 1, description: `Always ${definition.source} today.` }),
      subject: Type.String({ minLength: 1, description: 'The user; also the key of the record.' }),
      time: Type.String({ format: 'date-time' }),
      datacontenttype: Type.Literal('application/json'),
      dataschema: Type.String({ description: `Always ${dataschema} today.` }),
      traceparent: Type.Optional(Type.String({ maxLength: 64 })),
      data: definition.data,
    },
    { $id: dataschema, title: definition.type, description: definition.happensWhen },
  );
}
