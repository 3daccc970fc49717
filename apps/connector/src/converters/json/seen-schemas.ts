import { DataError } from '../../records/data-error.ts';
import type { Schema } from '../../records/schema.ts';
import type { SchemaAndValue } from '../converter.ts';
import { type Decode, decoderOf, type DecodeOptions, hasDecimal } from './decode-json.ts';
import { parseJson } from './exact-json.ts';
import { schemaOfJson } from './schema-json.ts';

interface SeenSchema {
  readonly schema: Schema | undefined;
  readonly decode: Decode;
  readonly hasDecimal: boolean;
}

/** A way to begin, seen in a topic: everything before the payload. */
interface Opening extends SeenSchema {
  readonly bytes: Buffer;
}

const maxSchemas = 1_000;
const maxTopics = 1_000;
const maxOpeningsPerTopic = 4;
const schemaLabel = '{"schema":';
const payloadLabel = ',"payload":';
const closingBrace = 0x7d;

/**
 * Reads values that bring their schemas. The records of a topic begin with the same bytes until its schema changes: those are
 * compared, not parsed, and the same text always gives the same schema object.
 */
export class SeenSchemas {
  private readonly options: DecodeOptions;
  private readonly schemas = new Map<string, SeenSchema>();
  private readonly openings = new Map<string, Opening[]>();

  constructor(options: DecodeOptions) {
    this.options = options;
  }

  /** @throws DataError if it is not an object of `schema` and `payload`, or if these two do not fit */
  read(topic: string, bytes: Buffer): SchemaAndValue {
    const opening = this.openings.get(topic)?.find((each) => startsWith(bytes, each.bytes));
    const payload = opening === undefined ? undefined : payloadOf(bytes, opening);
    if (opening === undefined || payload === undefined) return this.readWhole(topic, bytes);
    return { schema: opening.schema, value: opening.decode(payload.json) };
  }

  private readWhole(topic: string, bytes: Buffer): SchemaAndValue {
    const text = bytes.toString();
    const envelope = envelopeOf(text);
    const seen = this.schemaOf(envelope.schema);
    this.remember(topic, text, seen);
    const payload = seen.hasDecimal ? envelopeOf(text, { fractions: true }).payload : envelope.payload;
    return { schema: seen.schema, value: seen.decode(payload) };
  }

  private schemaOf(json: unknown): SeenSchema {
    const text = JSON.stringify(json, (_name, value: unknown) =>
      typeof value === 'bigint' ? `${value}n` : value,
    );
    const known = this.schemas.get(text);
    if (known !== undefined) return known;
    const schema = schemaOfJson(json);
    const seen: SeenSchema = {
      schema,
      decode: schema === undefined ? (payload) => payload : decoderOf(schema, this.options),
      hasDecimal: schema !== undefined && hasDecimal(schema),
    };
    keepAtMost(this.schemas, maxSchemas - 1);
    this.schemas.set(text, seen);
    return seen;
  }

  private remember(topic: string, text: string, seen: SeenSchema): void {
    const opening = openingOf(text);
    if (opening === undefined) return;
    let openings = this.openings.get(topic);
    if (openings === undefined) {
      keepAtMost(this.openings, maxTopics - 1);
      this.openings.set(topic, (openings = []));
    }
    openings.unshift({ ...seen, bytes: Buffer.from(opening) });
    openings.length = Math.min(openings.length, maxOpeningsPerTopic);
  }
}

function startsWith(bytes: Buffer, opening: Buffer): boolean {
  return bytes.length > opening.length && bytes.compare(opening, 0, opening.length, 0, opening.length) === 0;
}

/** Undefined if something other than one value and the last brace follows: then the whole has to be looked at. */
function payloadOf(bytes: Buffer, opening: Opening): { readonly json: unknown } | undefined {
  if (bytes.at(-1) !== closingBrace) return undefined;
  try {
    const text = bytes.toString('utf8', opening.bytes.length, bytes.length - 1);
    return { json: parseJson(text, { fractions: opening.hasDecimal }) };
  } catch {
    return undefined;
  }
}

/** Everything before the payload, if schema and payload stand in this order and without space between them. */
function openingOf(text: string): string | undefined {
  const end = text.indexOf(payloadLabel);
  if (!text.startsWith(schemaLabel) || end < 0) return undefined;
  try {
    JSON.parse(text.slice(schemaLabel.length, end));
    return text.slice(0, end + payloadLabel.length);
  } catch {
    return undefined;
  }
}

interface Envelope {
  readonly schema: unknown;
  readonly payload: unknown;
}

function envelopeOf(text: string, options?: { readonly fractions: boolean }): Envelope {
  const json = parseJson(text, options);
  const isEnvelope =
    typeof json === 'object' &&
    json !== null &&
    Object.keys(json).length === 2 &&
    'schema' in json &&
    'payload' in json;
  if (isEnvelope) return json;
  throw new DataError(
    'JsonConverter with schemas.enable requires "schema" and "payload" fields and may not contain additional fields. ' +
      'If you are trying to deserialize plain JSON data, set schemas.enable=false in your converter configuration.',
  );
}

function keepAtMost(map: Map<string, unknown>, count: number): void {
  for (const key of map.keys()) {
    if (map.size <= count) return;
    map.delete(key);
  }
}
