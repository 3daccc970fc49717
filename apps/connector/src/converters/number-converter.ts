import { DataError } from '../records/data-error.ts';
import type { Schema, SchemaType } from '../records/schema.ts';
import type { Converter, SchemaAndValue } from './converter.ts';

/** How a number, or a truth value, stands in bytes: the highest byte first. */
export interface NumberForm {
  readonly type: SchemaType;
  readonly size: number;
  write(bytes: Buffer, value: number | bigint | boolean): void;
  read(bytes: Buffer): number | bigint | boolean;
}

export const numberForms = {
  Short: {
    type: 'int16',
    size: 2,
    write: (bytes, value) => bytes.writeInt16BE(Number(value)),
    read: (bytes) => bytes.readInt16BE(),
  },
  Integer: {
    type: 'int32',
    size: 4,
    write: (bytes, value) => bytes.writeInt32BE(Number(value)),
    read: (bytes) => bytes.readInt32BE(),
  },
  Long: {
    type: 'int64',
    size: 8,
    write: (bytes, value) => bytes.writeBigInt64BE(BigInt(value)),
    read: (bytes) => {
      const value = bytes.readBigInt64BE();
      return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    },
  },
  Float: {
    type: 'float',
    size: 4,
    write: (bytes, value) => bytes.writeFloatBE(Number(value)),
    read: (bytes) => bytes.readFloatBE(),
  },
  Double: {
    type: 'double',
    size: 8,
    write: (bytes, value) => bytes.writeDoubleBE(Number(value)),
    read: (bytes) => bytes.readDoubleBE(),
  },
  Boolean: {
    type: 'boolean',
    size: 1,
    write: (bytes, value) => bytes.writeUInt8(value === true ? 1 : 0),
    read: (bytes) => bytes.readUInt8() !== 0,
  },
} satisfies Record<string, NumberForm>;

/** Kafka Connect's converters for one number, or one truth value. */
export class NumberConverter implements Converter {
  private readonly form: NumberForm;
  private readonly schema: Schema;

  constructor(form: NumberForm) {
    this.form = form;
    this.schema = { type: form.type, optional: true };
  }

  toBytes(_topic: string, _schema: Schema | undefined, value: unknown): Buffer | null {
    if (value === null || value === undefined) return null;
    if (typeof value !== 'number' && typeof value !== 'bigint' && typeof value !== 'boolean')
      throw new DataError(`A value of type ${this.form.type} was expected, not one of type ${typeof value}.`);
    const bytes = Buffer.alloc(this.form.size);
    try {
      this.form.write(bytes, value);
    } catch (error) {
      throw new DataError(`${String(value)} is no value of type ${this.form.type}.`, { cause: error });
    }
    return bytes;
  }

  fromBytes(_topic: string, bytes: Buffer | null): SchemaAndValue {
    if (bytes === null) return { schema: this.schema, value: null };
    if (bytes.length !== this.form.size)
      throw new DataError(
        `A value of type ${this.form.type} has ${this.form.size} bytes, this one has ${bytes.length}.`,
      );
    return { schema: this.schema, value: this.form.read(bytes) };
  }
}
