import { batchPayload, recordsIn, type StoredBatch, type StoredRecord } from '@payments/kafka';
import { type Static, Type } from 'typebox';
import { problems } from '../http/problems.ts';
import { bodyOf } from '../http/request-input.ts';
import { atPath, fieldPath } from './field-path.ts';

const closed = { additionalProperties: false } as const;
const text = Type.String({ minLength: 1, maxLength: 1_000 });

export const filterSchema = Type.Object(
  {
    text: Type.Optional(text),
    key: Type.Optional(
      Type.Union([
        Type.Object({ is: Type.String({ maxLength: 1_000 }) }, closed),
        Type.Object({ contains: text }, closed),
      ]),
    ),
    header: Type.Optional(Type.Object({ name: text, contains: Type.Optional(text) }, closed)),
    field: Type.Optional(
      Type.Object(
        {
          path: text,
          operator: Type.Union(
            (['is', 'contains', 'greater', 'less', 'exists'] as const).map((each) => Type.Literal(each)),
          ),
          value: Type.Optional(Type.String({ maxLength: 1_000 })),
        },
        closed,
      ),
    ),
  },
  closed,
);

export type MessageConditions = Static<typeof filterSchema>;

/** From the query, where it is JSON. @throws Problem */
export function filterOf(given: string | undefined): MessageConditions {
  if (given === undefined) return {};
  try {
    return bodyOf(filterSchema, JSON.parse(given));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw problems.invalid([{ pointer: '/filter', detail: `is not JSON: ${error.message}` }]);
  }
}

/**
 * Finds the records that meet all conditions. What cannot meet them is passed over by its bytes: whole batches are, before any of their
 * records is looked at, and JSON is parsed only of values that have the text that is looked for.
 */
export class MessageMatcher {
  private readonly isOpen: boolean;
  private readonly needles: readonly Needle[];
  private readonly conditions: readonly ((record: StoredRecord) => boolean)[];

  /** @throws Problem if the path of a field cannot be one */
  constructor(filter: MessageConditions) {
    this.needles = needlesOf(filter);
    this.conditions = conditionsOf(filter);
    this.isOpen = this.conditions.length === 0;
  }

  async matchesIn(batch: StoredBatch): Promise<StoredRecord[]> {
    const payload = await batchPayload(batch);
    if (!this.needles.every((needle) => needle(payload))) return [];
    const records = recordsIn(batch, payload);
    return this.isOpen
      ? records
      : records.filter((record) => this.conditions.every((isMet) => isMet(record)));
  }
}

/** False: what is looked for is nowhere in these bytes. */
type Needle = (bytes: Buffer) => boolean;

function needlesOf({ text: anywhere, key, header, field }: MessageConditions): Needle[] {
  const texts = [
    anywhere,
    key === undefined ? undefined : 'is' in key ? key.is : key.contains,
    header?.name,
    header?.contains,
  ].filter((each) => each !== undefined);
  return [...texts.map(has), ...(field === undefined ? [] : [jsonNeedle(field)])];
}

function has(wanted: string): Needle {
  const bytes = Buffer.from(wanted);
  return (among) => among.includes(bytes);
}

/** In JSON any character may be escaped, and a number written in more than one way. */
function jsonNeedle({ path, operator, value }: NonNullable<MessageConditions['field']>): Needle {
  const isText = (operator === 'is' || operator === 'contains') && value !== undefined && !isNumber(value);
  const lastName = fieldPath(path).findLast((part) => typeof part === 'string');
  const wanted = isText && value !== '' ? value : (lastName ?? '');
  const plain = JSON.stringify(wanted).slice(1, -1);
  const [asWritten, escape] = [has(plain), has('\\')];
  return (among) => asWritten(among) || escape(among);
}

function conditionsOf(filter: MessageConditions): ((record: StoredRecord) => boolean)[] {
  const { text: anywhere, key, header, field } = filter;
  return [
    ...(anywhere === undefined ? [] : [hasText(anywhere)]),
    ...(key === undefined ? [] : [hasKey(key)]),
    ...(header === undefined ? [] : [hasHeader(header)]),
    ...(field === undefined ? [] : [hasField(field)]),
  ];
}

function hasText(wanted: string): (record: StoredRecord) => boolean {
  const isIn = has(wanted);
  return ({ key, value, headers }) =>
    (value !== null && isIn(value)) ||
    (key !== null && isIn(key)) ||
    headers.some((header) => header.name.includes(wanted) || (header.value !== null && isIn(header.value)));
}

function hasKey(condition: NonNullable<MessageConditions['key']>): (record: StoredRecord) => boolean {
  if ('contains' in condition) {
    const isIn = has(condition.contains);
    return ({ key }) => key !== null && isIn(key);
  }
  const wanted = Buffer.from(condition.is);
  return ({ key }) => key !== null && key.equals(wanted);
}

function hasHeader(condition: NonNullable<MessageConditions['header']>): (record: StoredRecord) => boolean {
  const { name, contains } = condition;
  const isIn = contains === undefined ? undefined : has(contains);
  return ({ headers }) =>
    headers.some(
      (header) =>
        header.name === name && (isIn === undefined || (header.value !== null && isIn(header.value))),
    );
}

function hasField(condition: NonNullable<MessageConditions['field']>): (record: StoredRecord) => boolean {
  const needle = jsonNeedle(condition);
  const path = fieldPath(condition.path);
  return ({ value }) => {
    if (value === null || !needle(value)) return false;
    try {
      return meets(atPath(JSON.parse(value.toString()), path), condition);
    } catch {
      // What is no JSON has no fields.
      return false;
    }
  };
}

function meets(found: unknown, { operator, value = '' }: NonNullable<MessageConditions['field']>): boolean {
  if (found === undefined) return false;
  if (operator === 'exists') return true;
  if (typeof found === 'number' && isNumber(value)) return meetsNumber(found, operator, Number(value));
  const given = typeof found === 'string' ? found : JSON.stringify(found);
  if (operator === 'is') return given === value;
  if (operator === 'contains') return given.includes(value);
  return operator === 'greater' ? given > value : given < value;
}

function meetsNumber(found: number, operator: string, value: number): boolean {
  if (operator === 'is') return found === value;
  if (operator === 'contains') return String(found).includes(String(value));
  return operator === 'greater' ? found > value : found < value;
}

function isNumber(value: string): boolean {
  return value.trim() !== '' && Number.isFinite(Number(value));
}
