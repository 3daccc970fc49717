import type { OutgoingRecord } from '@payments/kafka';
import { parseJson, stringifyJson } from '../converters/json/exact-json.ts';
import type { SourcePosition } from '../plugin/plugin.ts';
import type { SourceOffset } from '../plugin/source-task.ts';

interface StoredOffset {
  /** As it was written first: compaction goes by the bytes, and Java has its own order of members. */
  readonly key: Buffer;
  readonly partition: SourcePosition;
  readonly offset: SourcePosition;
}

/** The offsets of all sources, as their topic has them, in Kafka Connect's own form: `["connector",{partition}]` and the offset. */
export class SourceOffsets {
  private readonly byConnector = new Map<string, Map<string, StoredOffset>>();

  /** Takes a record in. What cannot be read is passed over. */
  apply(key: Buffer | null, value: Buffer | null): void {
    const place = key === null ? undefined : readKey(key);
    if (key === null || place === undefined) return;
    const ofConnector = this.byConnector.get(place.connector) ?? new Map<string, StoredOffset>();
    this.byConnector.set(place.connector, ofConnector);
    const name = canonical(place.partition);
    const offset = value === null ? undefined : readObject(value);
    if (offset === undefined) ofConnector.delete(name);
    else ofConnector.set(name, { key, partition: place.partition, offset });
  }

  get(connector: string, partition: SourcePosition): SourcePosition | undefined {
    return this.byConnector.get(connector)?.get(canonical(partition))?.offset;
  }

  all(connector: string): readonly (SourceOffset & { readonly offset: SourcePosition })[] {
    const stored = this.byConnector.get(connector)?.values() ?? [];
    return [...stored].map(({ partition, offset }) => ({ partition, offset }));
  }

  /** The records that make offsets the committed ones of a connector. */
  records(topic: string, connector: string, offsets: readonly SourceOffset[]): readonly OutgoingRecord[] {
    const stored = this.byConnector.get(connector);
    return offsets.map(({ partition, offset }) => ({
      topic,
      key: stored?.get(canonical(partition))?.key ?? Buffer.from(stringifyJson([connector, partition])),
      value: offset === null ? null : stringifyJson(offset),
    }));
  }
}

/** The same for two partitions that say the same, whatever the order of their members. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return stringifyJson(value);
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}

function readKey(key: Buffer): { connector: string; partition: SourcePosition } | undefined {
  try {
    const parsed = parseJson(key.toString());
    if (!Array.isArray(parsed) || typeof parsed[0] !== 'string') return undefined;
    return { connector: parsed[0], partition: (parsed[1] ?? {}) as SourcePosition };
  } catch {
    return undefined;
  }
}

function readObject(value: Buffer): SourcePosition | undefined {
  try {
    const parsed = parseJson(value.toString());
    return typeof parsed === 'object' && parsed !== null ? (parsed as SourcePosition) : undefined;
  } catch {
    return undefined;
  }
}
