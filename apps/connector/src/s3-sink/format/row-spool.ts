import { deserialize, serialize } from 'node:v8';
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import type { SinkRecord } from '../../records/connect-record.ts';
import type { Schema } from '../../records/schema.ts';
import type { HeldBytes } from './block-buffer.ts';
import { type ColumnType, columnTypeOf, mergeTypes } from './column-type.ts';
import type { CompressionSlots } from './compression-slots.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** What columns are made of: a record's value, and what is kept beside it. */
export interface Row {
  readonly value: unknown;
  readonly offset: number;
  readonly partition: number;
  readonly timestampMs: number;
  readonly key: Buffer | null;
  readonly original: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer>>;
}

export interface RowSpoolOptions {
  readonly slots: CompressionSlots;
  readonly held: HeldBytes;
  readonly withMetadata: boolean;
}

const rowsPerBlock = 500;
/** A guess of what a row takes until it is compressed. */
const bytesPerRow = 500;

/**
 * Keeps rows, compressed, until all of an object are there and so the types of its columns are known: formats
 * with columns have to be told these first.
 */
export class RowSpool {
  /** Takes every value there is so far. */
  type: ColumnType = { kind: 'null' };
  count = 0;
  private rows: Row[] = [];
  private readonly blocks: Promise<Buffer>[] = [];
  private readonly options: RowSpoolOptions;
  private lastSchema: Schema | undefined;

  constructor(options: RowSpoolOptions) {
    this.options = options;
  }

  add(record: SinkRecord): void {
    const { value, valueSchema, offset, partition, original } = record;
    // Records that share a schema add nothing new: it is one object for many of them.
    if (valueSchema === undefined || valueSchema !== this.lastSchema) {
      this.type = mergeTypes(this.type, columnTypeOf(value, valueSchema));
      this.lastSchema = valueSchema;
    }
    const { withMetadata } = this.options;
    this.rows.push({
      value,
      offset,
      partition,
      timestampMs: original.timestampMs,
      key: withMetadata ? original.key : null,
      original: withMetadata ? original.value : null,
      headers: withMetadata ? original.headers : {},
    });
    this.count += 1;
    this.options.held.bytes += bytesPerRow;
    if (this.rows.length >= rowsPerBlock) this.endBlock();
  }

  /** All rows in their order, some at a time. Nothing can be added after it. */
  async *read(): AsyncGenerator<readonly Row[]> {
    this.endBlock();
    for (const block of this.blocks) yield deserialize(await decompress(await block)) as Row[];
  }

  private endBlock(): void {
    if (this.rows.length === 0) return;
    const { slots, held } = this.options;
    const heldBefore = this.rows.length * bytesPerRow;
    const raw = serialize(this.rows);
    const block = slots.run(async () => {
      const bytes = await compress(raw);
      held.bytes += bytes.length - heldBefore;
      return bytes;
    });
    block.catch(() => undefined);
    this.blocks.push(block);
    this.rows = [];
  }
}
