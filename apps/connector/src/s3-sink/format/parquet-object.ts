import { setImmediate as turn } from 'node:timers/promises';
import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import type { CompressionCodec, SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { SinkRecord } from '../../records/connect-record.ts';
import { type CellForm, cellOf, type Column, columnsOf } from './columns.ts';
import type { ColumnType } from './column-type.ts';
import type { ObjectEncoder } from './object-encoder.ts';
import { type Row, RowSpool, type RowSpoolOptions } from './row-spool.ts';

export type ParquetCodec = 'none' | 'snappy' | 'gzip' | 'zstd';

export interface ParquetOptions extends RowSpoolOptions {
  readonly codec: ParquetCodec;
}

const codecs: Readonly<Record<ParquetCodec, CompressionCodec>> = {
  none: 'UNCOMPRESSED',
  snappy: 'SNAPPY',
  gzip: 'GZIP',
  zstd: 'ZSTD',
};
const compressors = {
  GZIP: (input: Uint8Array) => gzipSync(input, { level: constants.Z_DEFAULT_COMPRESSION }),
  ZSTD: (input: Uint8Array) => zstdCompressSync(input),
};
const rowsPerGroup = 20_000;

/** Typed columns. */
export class ParquetObject implements ObjectEncoder {
  private readonly spool: RowSpool;
  private readonly options: ParquetOptions;

  constructor(options: ParquetOptions) {
    this.options = options;
    this.spool = new RowSpool(options);
  }

  add(record: SinkRecord): void {
    this.spool.add(record);
  }

  async finish(): Promise<Buffer> {
    const columns = columnsOf(this.spool.type, this.options.withMetadata);
    const writer = new ByteWriter();
    const parquet = new ParquetWriter({
      writer,
      schema: [{ name: 'root', num_children: columns.length }, ...columns.flatMap(elementsOf)],
      codec: codecs[this.options.codec],
      compressors,
      createdBy: 'payments-connector',
    });
    let group: Row[] = [];
    const writeGroup = async (): Promise<void> => {
      const rows = group;
      group = [];
      if (rows.length > 0)
        await parquet.write({ columnData: dataOf(columns, rows), rowGroupSize: rows.length });
      // A group takes a while: whoever else has something to do goes first.
      await turn();
    };
    for await (const rows of this.spool.read()) {
      for (const row of rows) group.push(row);
      if (group.length >= rowsPerGroup) await writeGroup();
    }
    await writeGroup();
    await parquet.finish();
    return Buffer.from(writer.getBytes());
  }
}

const form: CellForm = { decimal: (unscaled) => unscaled, timestamp: BigInt, fieldName: (name) => name };

function dataOf(columns: readonly Column[], rows: readonly Row[]): { name: string; data: unknown[] }[] {
  return columns.map(({ name, type, of }) => ({
    name,
    data: rows.map((row) => cellOf(of(row), type, form)),
  }));
}

function elementsOf({ name, type }: Pick<Column, 'name' | 'type'>): SchemaElement[] {
  const optional = { name, repetition_type: 'OPTIONAL' } as const;
  if (type.kind === 'list') {
    const item = elementsOf({ name: 'element', type: type.item });
    const repeated = { name: 'list', repetition_type: 'REPEATED', num_children: 1 } as const;
    return [{ ...optional, converted_type: 'LIST', num_children: 1 }, repeated, ...item];
  }
  if (type.kind === 'struct') {
    const fields = [...type.fields].flatMap(([field, of]) => elementsOf({ name: field, type: of }));
    return [{ ...optional, num_children: type.fields.size }, ...fields];
  }
  if (type.kind === 'decimal') return [{ ...optional, ...decimalElement(type.precision), scale: type.scale }];
  return [{ ...optional, ...leafElements[type.kind] }];
}

type LeafKind = Exclude<ColumnType['kind'], 'list' | 'struct' | 'decimal'>;

const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const;

const leafElements: Readonly<Record<LeafKind, Partial<SchemaElement>>> = {
  // A column in which nothing but null was seen has to be of some type.
  null: text,
  boolean: { type: 'BOOLEAN' },
  int32: { type: 'INT32' },
  int64: { type: 'INT64' },
  float: { type: 'FLOAT' },
  double: { type: 'DOUBLE' },
  string: text,
  json: text,
  bytes: { type: 'BYTE_ARRAY' },
  date: { type: 'INT32', converted_type: 'DATE' },
  time: { type: 'INT32', converted_type: 'TIME_MILLIS' },
  timestamp: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
};

const int64Digits = 18;
const bytesOf38Digits = 16;

function decimalElement(precision: number): Partial<SchemaElement> {
  const decimal = { converted_type: 'DECIMAL', precision } as const;
  return precision <= int64Digits
    ? { ...decimal, type: 'INT64' }
    : { ...decimal, type: 'FIXED_LEN_BYTE_ARRAY', type_length: bytesOf38Digits };
}
