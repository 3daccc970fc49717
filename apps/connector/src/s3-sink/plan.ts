import { createHash } from 'node:crypto';
import type { RawConfig } from '../config/config-def.ts';
import { contentOf } from './content-config.ts';

/**
 * What was decided about a chunk before any object of it was written: with it whoever has the partition next
 * makes the same objects again. It is committed beside the offset at which the chunk begins.
 */
export interface Plan {
  /** The offset after the chunk. */
  readonly end: number;
  /** What the wall clock counts as for its records. */
  readonly clockMs: number;
  /** The keys that decide about its objects. */
  readonly content: RawConfig;
  /** Of the keys that say how records are read and transformed. */
  readonly conversions: string;
}

/** What Kafka keeps beside an offset. */
const maxBytes = 4_096;
const version = 1;
const conversionKeys = /^(?:key\.converter|value\.converter|header\.converter|transforms|predicates)(?:\.|$)/;

/** @throws Error if it is longer than what Kafka keeps */
export function encodePlan({ end, clockMs, content, conversions }: Plan): string {
  const text = JSON.stringify({ version, end, clockMs, content, conversions });
  if (Buffer.byteLength(text) > maxBytes)
    throw new Error(
      `What is to be noted beside an offset has more than ${maxBytes} bytes: shorten path.format.`,
    );
  return text;
}

/**
 * The plan beside a position; undefined if there is none.
 *
 * @throws Error if it was written by a version that this one does not know
 */
export function decodePlan(metadata: string): Plan | undefined {
  if (metadata === '') return undefined;
  const read = readJson(metadata);
  if (read?.version !== version)
    throw new Error(
      'What is noted beside the committed offset was not written by this version of the sink: ' +
        `${metadata.slice(0, 80)}. Set the connector's offsets (PATCH /connectors/<name>/offsets) to go on without it.`,
    );
  return read;
}

function readJson(text: string): (Plan & { readonly version: number }) | undefined {
  try {
    return JSON.parse(text) as Plan & { readonly version: number };
  } catch {
    return undefined;
  }
}

/** What a configuration adds to every plan. */
export function planSettings(raw: RawConfig): Pick<Plan, 'content' | 'conversions'> {
  const conversions = Object.entries(raw)
    .filter(([name]) => conversionKeys.test(name))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    content: contentOf(raw),
    conversions: createHash('sha256').update(JSON.stringify(conversions)).digest('hex').slice(0, 16),
  };
}

/** True if every plan of a configuration has room beside an offset. */
export function fitsBesideOffset(raw: RawConfig): boolean {
  const largest = Number.MAX_SAFE_INTEGER;
  const text = JSON.stringify({ version, end: largest, clockMs: largest, ...planSettings(raw) });
  return Buffer.byteLength(text) <= maxBytes;
}
