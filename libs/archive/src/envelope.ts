import { isUtf8 } from 'node:buffer';

/** A record of an archive, as it stood in its topic. */
export interface ArchivedRecord {
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since the epoch; undefined if the archive does not keep it. */
  readonly timestampMs: number | undefined;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer>>;
}

/** What an envelope carries beside the value that is to be read. */
export interface EnvelopeOf extends ArchivedRecord {
  readonly timestampMs: number;
}

/** Bytes as text where they are text, so that people and queries can read them, and in base64 where they are not. */
interface Texts {
  readonly headers?: Readonly<Record<string, string>>;
  readonly headersBase64?: Readonly<Record<string, string>>;
}

interface EnvelopeLine extends Texts {
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly key?: string | null;
  readonly keyBase64?: string;
  readonly original?: string | null;
  readonly originalBase64?: string;
  readonly valueBytes?: number;
}

/**
 * The first part of a line of JSON that keeps a whole record: what follows is the value as JSON, and `}`.
 *
 * With `isExact`, the JSON that follows is byte for byte the record's value, and `valueBytes` says how long it
 * is; otherwise `original` keeps the value's bytes beside what a converter or a transform has made of them.
 *
 * @example
 * envelopeStart(record, true) + '{"id":7}' + '}';
 * // {"partition":0,"offset":12,"timestamp":1795300000000,"key":"7","headers":{},"valueBytes":8,"value":{"id":7}}
 */
export function envelopeStart(record: EnvelopeOf, isExact: boolean): string {
  const { partition, offset, timestampMs, key, value } = record;
  const exact = isExact ? `,"valueBytes":${value?.length ?? 0}` : original(value);
  return (
    `{"partition":${partition},"offset":${offset},"timestamp":${timestampMs},${bytesField('key', key)}` +
    `,${headersText(record.headers)}${exact},"value":`
  );
}

/** Headers as fields of JSON: `"headers":{…}`, and `"headersBase64":{…}` for those that are no text. */
export function headersText(headers: ArchivedRecord['headers']): string {
  const given = Object.entries(headers);
  if (given.length === 0) return '"headers":{}';
  const texts: Record<string, string> = {};
  let others: Record<string, string> | undefined;
  for (const [name, value] of given) {
    if (isUtf8(value)) texts[name] = value.toString();
    else (others ??= {})[name] = value.toString('base64');
  }
  return `"headers":${JSON.stringify(texts)}${others === undefined ? '' : `,"headersBase64":${JSON.stringify(others)}`}`;
}

/** What {@link headersText} has written, from the object that holds it. */
export function headersOf({ headers = {}, headersBase64 = {} }: Texts): ArchivedRecord['headers'] {
  return Object.fromEntries([
    ...Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)] as const),
    ...Object.entries(headersBase64).map(([name, text]) => [name, Buffer.from(text, 'base64')] as const),
  ]);
}

/** @throws Error if the line, without its end, is not what {@link envelopeStart} begins */
export function readEnvelope(line: Buffer): ArchivedRecord {
  const read = JSON.parse(line.toString()) as EnvelopeLine;
  if (!Number.isInteger(read.offset) || !Number.isInteger(read.partition))
    throw new Error('A line has no offset: it was not written with store.kafka.metadata=true.');
  return {
    partition: read.partition,
    offset: read.offset,
    timestampMs: read.timestamp,
    key: bytesOf(read.key, read.keyBase64),
    value: valueOf(read, line),
    headers: headersOf(read),
  };
}

function original(value: Buffer | null): string {
  // A value of null needs no word about the original: without one there was none.
  return value === null ? '' : `,${bytesField('original', value)}`;
}

function bytesField(name: string, bytes: Buffer | null): string {
  if (bytes === null) return `"${name}":null`;
  return isUtf8(bytes)
    ? `"${name}":${JSON.stringify(bytes.toString())}`
    : `"${name}Base64":"${bytes.toString('base64')}"`;
}

function valueOf(read: EnvelopeLine, line: Buffer): Buffer | null {
  if (read.valueBytes !== undefined) return line.subarray(line.length - 1 - read.valueBytes, line.length - 1);
  return bytesOf(read.original, read.originalBase64);
}

function bytesOf(text: string | null | undefined, base64: string | undefined): Buffer | null {
  if (base64 !== undefined) return Buffer.from(base64, 'base64');
  return text === undefined || text === null ? null : Buffer.from(text);
}
