import { booleanKey, listKey, stringKey, wordKey } from '../config/config-def.ts';
import { stringifyJson } from '../converters/json/exact-json.ts';
import type { ConnectRecord } from '../records/connect-record.ts';
import type { FieldSchema, Schema } from '../records/schema.ts';
import { type Fields, oncePerSchema, schemaOfField, withFields } from './record-part.ts';
import { transformClass } from './transform.ts';

const definition = {
  'delete.tombstone.handling.mode': wordKey(['drop', 'tombstone', 'rewrite', 'rewrite-with-tombstone'], {
    doc: 'What becomes of deletions: nothing, a tombstone, the row before with __deleted, or that and a tombstone.',
    default: 'tombstone',
    importance: 'MEDIUM',
  }),
  'drop.tombstones': booleanKey({
    doc: 'Debezium’s older key: whether tombstones are dropped.',
    default: null,
    importance: 'LOW',
  }),
  'delete.handling.mode': wordKey(['drop', 'rewrite', 'none'], {
    doc: 'Debezium’s older key: whether deletions are dropped, rewritten with __deleted, or made tombstones.',
    default: null,
    importance: 'LOW',
  }),
  'add.fields': listKey({
    doc: 'Fields of the envelope to add to the row: op, table, source.ts_ms; a new name may follow a colon.',
    default: [],
    importance: 'LOW',
  }),
  'add.fields.prefix': stringKey({ doc: 'Goes before their names.', default: '__', importance: 'LOW' }),
  'add.headers': listKey({ doc: 'The same, as headers.', default: [], importance: 'LOW' }),
  'add.headers.prefix': stringKey({ doc: 'Goes before their names.', default: '__', importance: 'LOW' }),
  'route.by.field': stringKey({
    doc: 'A column whose value becomes the topic.',
    default: '',
    importance: 'LOW',
  }),
};

interface DeleteHandling {
  readonly tombstones: 'drop' | 'keep';
  readonly deletes: 'drop' | 'tombstone' | 'rewrite';
}

interface Addition {
  /** Where it is in the envelope, outermost first. */
  readonly path: readonly string[];
  readonly name: string;
}

/** Debezium's unwrapping of its envelope: the row as it is now, or what says that it is no more. */
export const extractNewRecordState = transformClass(
  'io.debezium.transforms.ExtractNewRecordState',
  definition,
  (config) => {
    const handling = handlingOf(config);
    const fields = config['add.fields'].map((spec) => additionOf(spec, config['add.fields.prefix']));
    const headers = config['add.headers'].map((spec) => additionOf(spec, config['add.headers.prefix']));
    const isRewriting = handling.deletes === 'rewrite';
    const rowSchema = oncePerSchema((envelope) => rowSchemaOf(envelope, fields, isRewriting));

    const unwrap = <R extends ConnectRecord>(record: R, envelope: Fields, row: Fields | null): R => {
      const { valueSchema } = record;
      const value =
        row === null ? null : { ...row, ...added(envelope, fields), ...deletedFlag(envelope, isRewriting) };
      const routed = config['route.by.field'] === '' ? undefined : row?.[config['route.by.field']];
      return {
        ...record,
        topic: typeof routed === 'string' ? routed : record.topic,
        valueSchema: valueSchema === undefined ? undefined : rowSchema(valueSchema),
        value,
        headers:
          headers.length === 0 ? record.headers : { ...record.headers, ...asHeaders(envelope, headers) },
      };
    };

    return {
      apply: (record) => {
        if (record.value === null || record.value === undefined)
          return handling.tombstones === 'drop' ? undefined : record;
        const envelope = envelopeOf(record);
        if (envelope === undefined) return record;
        if (envelope['op'] === 't') return undefined;
        if (envelope['op'] !== 'd')
          return unwrap(record, envelope, (envelope['after'] ?? null) as Fields | null);
        if (handling.deletes === 'drop') return undefined;
        const row = handling.deletes === 'rewrite' ? ((envelope['before'] ?? {}) as Fields) : null;
        return unwrap(record, envelope, row);
      },
    };
  },
);

function handlingOf(config: {
  readonly 'delete.tombstone.handling.mode': 'drop' | 'tombstone' | 'rewrite' | 'rewrite-with-tombstone';
  readonly 'drop.tombstones': boolean | undefined;
  readonly 'delete.handling.mode': 'drop' | 'rewrite' | 'none' | undefined;
}): DeleteHandling {
  const { 'drop.tombstones': dropTombstones, 'delete.handling.mode': older } = config;
  if (dropTombstones !== undefined || older !== undefined)
    return {
      tombstones: (dropTombstones ?? true) ? 'drop' : 'keep',
      deletes: older === 'none' ? 'tombstone' : (older ?? 'drop'),
    };
  switch (config['delete.tombstone.handling.mode']) {
    case 'drop':
      return { tombstones: 'drop', deletes: 'drop' };
    case 'tombstone':
      return { tombstones: 'drop', deletes: 'tombstone' };
    case 'rewrite':
      return { tombstones: 'drop', deletes: 'rewrite' };
    case 'rewrite-with-tombstone':
      return { tombstones: 'keep', deletes: 'rewrite' };
  }
}

/** Undefined: this is no change of a row, for example a heartbeat. */
function envelopeOf({ value, valueSchema }: ConnectRecord): Fields | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const isEnvelope =
    valueSchema === undefined
      ? 'op' in value && 'source' in value
      : valueSchema.fields?.some(({ field }) => field === 'op') === true &&
        valueSchema.fields.some(({ field }) => field === 'after');
  return isEnvelope ? (value as Fields) : undefined;
}

/** `op` is `__op`, `source.ts_ms` is `__source_ts_ms`, `table` is looked for in the source. */
function additionOf(spec: string, prefix: string): Addition {
  const [where = '', alias] = spec.split(':');
  const path = where.split('.');
  return { path, name: prefix + (alias ?? path.join('_')) };
}

const ofEnvelope = new Set(['op', 'ts_ms', 'ts_us', 'ts_ns', 'before', 'after', 'source', 'transaction']);

function pathIn({ path }: Addition): readonly string[] {
  return path.length === 1 && !ofEnvelope.has(path[0] as string) ? ['source', ...path] : path;
}

function added(envelope: Fields, additions: readonly Addition[]): Fields {
  return Object.fromEntries(additions.map((each) => [each.name, valueAt(envelope, each)]));
}

function valueAt(envelope: Fields, addition: Addition): unknown {
  return (
    pathIn(addition).reduce<unknown>(
      (value, name) => (value as Fields | null | undefined)?.[name],
      envelope,
    ) ?? null
  );
}

/** Text, as Debezium has it. */
function deletedFlag(envelope: Fields, isRewriting: boolean): Fields {
  return isRewriting ? { __deleted: String(envelope['op'] === 'd') } : {};
}

function asHeaders(envelope: Fields, additions: readonly Addition[]): Record<string, Buffer> {
  return Object.fromEntries(
    additions.map((each) => {
      const value = valueAt(envelope, each);
      return [each.name, Buffer.from(typeof value === 'string' ? value : stringifyJson(value))];
    }),
  );
}

function rowSchemaOf(envelope: Schema, additions: readonly Addition[], isRewriting: boolean): Schema {
  const after = fieldOf(envelope, 'after');
  if (after === undefined) return envelope;
  const row = schemaOfField(after);
  if (additions.length === 0 && !isRewriting) return row;
  const fields: readonly FieldSchema[] = [
    ...(row.fields ?? []),
    ...additions.map((addition): FieldSchema => {
      const schema = pathIn(addition).reduce<Schema | undefined>(fieldOf, envelope);
      return { ...(schema ?? { type: 'string' }), optional: true, field: addition.name };
    }),
    ...(isRewriting ? [{ type: 'string', optional: true, field: '__deleted' } as const] : []),
  ];
  return { ...withFields(row, fields), optional: row.optional };
}

function fieldOf(schema: Schema | undefined, name: string): FieldSchema | undefined {
  return schema?.fields?.find(({ field }) => field === name);
}
