import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import avro from 'avsc';
import type { SinkRecord } from '../../records/connect-record.ts';
import { type CellForm, cellOf, type Column, columnsOf } from './columns.ts';
import type { ColumnType } from './column-type.ts';
import type { ObjectEncoder } from './object-encoder.ts';
import { type Row, RowSpool, type RowSpoolOptions } from './row-spool.ts';

export interface AvroOptions extends RowSpoolOptions {
  readonly codec: 'null' | 'deflate';
}

const magic = Buffer.from('Obj\u0001', 'latin1');
const headerType = avro.Type.forSchema({ type: 'map', values: 'bytes' });
const syncBytes = 16;

/** An object container file of Avro, with the names Confluent's converter gives. */
export class AvroObject implements ObjectEncoder {
  private readonly spool: RowSpool;
  private readonly options: AvroOptions;

  constructor(options: AvroOptions) {
    this.options = options;
    this.spool = new RowSpool(options);
  }

  add(record: SinkRecord): void {
    this.spool.add(record);
  }

  async finish(): Promise<Buffer> {
    const { codec, withMetadata } = this.options;
    const isRecord = this.spool.type.kind === 'struct' || withMetadata;
    const columns = columnsOf(this.spool.type, withMetadata);
    const schema = isRecord
      ? recordSchema('ConnectDefault', columns, 'io.confluent.connect.avro')
      : columnSchema(columns);
    const type = avro.Type.forSchema(schema, { registry: { long: longType() } });
    const meta = { 'avro.schema': Buffer.from(JSON.stringify(schema)), 'avro.codec': Buffer.from(codec) };
    // Random in most files; here the same each time.
    const sync = createHash('sha256').update(meta['avro.schema']).digest().subarray(0, syncBytes);
    const parts = [magic, headerType.toBuffer(meta), sync];
    for await (const rows of this.spool.read()) {
      const encoded = Buffer.concat(
        rows.map((row) => type.toBuffer(isRecord ? recordOf(columns, row) : datum(columns, row))),
      );
      const block = codec === 'deflate' ? deflateRawSync(encoded) : encoded;
      parts.push(longBytes(rows.length), longBytes(block.length), block, sync);
    }
    return Buffer.concat(parts);
  }
}

const form: CellForm = { decimal: bytesOf, timestamp: Number, fieldName: avroName };

function recordOf(columns: readonly Column[], row: Row): Record<string, unknown> {
  return Object.fromEntries(
    columns.map(({ name, type, of }) => [avroName(name), cellOf(of(row), type, form)]),
  );
}

function datum([column]: readonly Column[], row: Row): unknown {
  return column === undefined ? null : cellOf(column.of(row), column.type, form);
}

function columnSchema([column]: readonly Column[]): avro.Schema {
  return column === undefined ? 'null' : orNull('ConnectDefault', column.type);
}

function recordSchema(
  name: string,
  columns: readonly Pick<Column, 'name' | 'type'>[],
  namespace?: string,
): avro.Schema {
  return {
    type: 'record',
    name,
    ...(namespace !== undefined && { namespace }),
    fields: columns.map(({ name: field, type }) => ({
      name: avroName(field),
      type: orNull(`${name}_${avroName(field)}`, type),
      default: null,
    })),
  };
}

/** Every field may be missing. */
function orNull(name: string, type: ColumnType): avro.Schema {
  return type.kind === 'null' ? 'null' : (['null', schemaOf(name, type)] as avro.Schema);
}

function schemaOf(name: string, type: ColumnType): avro.Schema {
  switch (type.kind) {
    case 'list':
      return { type: 'array', items: orNull(name, type.item) };
    case 'struct':
      return recordSchema(
        name,
        [...type.fields].map(([field, of]) => ({ name: field, type: of })),
      );
    case 'decimal':
      return {
        type: 'bytes',
        logicalType: 'decimal',
        precision: type.precision,
        scale: type.scale,
      };
    case 'date':
      return { type: 'int', logicalType: 'date' };
    case 'time':
      return { type: 'int', logicalType: 'time-millis' };
    case 'timestamp':
      return { type: 'long', logicalType: 'timestamp-millis' };
    case 'int32':
      return 'int';
    case 'int64':
      return 'long';
    case 'json':
      return 'string';
    default:
      return type.kind;
  }
}

function avroName(name: string): string {
  const allowed = name.replaceAll(/[^A-Za-z0-9_]/g, '_');
  return /^[A-Za-z_]/.test(allowed) ? allowed : `_${allowed}`;
}

/** Two's complement, the most significant byte first, as short as it can be. */
function bytesOf(value: bigint): Buffer {
  let length = 1;
  while (BigInt.asIntN(length * 8, value) !== value) length += 1;
  const hex = BigInt.asUintN(length * 8, value)
    .toString(16)
    .padStart(length * 2, '0');
  return Buffer.from(hex, 'hex');
}

function longBytes(value: number): Buffer {
  return avro.Type.forSchema('long').toBuffer(value);
}

/** Numbers of 64 bits, which the library would read as numbers of 53. */
function longType(): avro.Type {
  // oxlint-disable-next-line no-underscore-dangle -- it is what the library calls it
  return avro.types.LongType.__with({
    fromBuffer: (buffer: Buffer) => buffer.readBigInt64LE(),
    toBuffer: (value: bigint) => {
      const buffer = Buffer.alloc(8);
      buffer.writeBigInt64LE(value);
      return buffer;
    },
    fromJSON: BigInt,
    toJSON: Number,
    isValid: (value: unknown) => typeof value === 'bigint',
    compare: (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0),
  });
}
