/** Reads the numbers that have the same form in every version of Kafka's answers. */
export class ByteReader {
  protected position = 0;
  protected readonly buffer: Buffer;

  constructor(buffer: Buffer) {
    this.buffer = buffer;
  }

  skip(bytes: number): void {
    this.position += bytes;
  }

  int8(): number {
    this.position += 1;
    return this.buffer.readInt8(this.position - 1);
  }

  int16(): number {
    this.position += 2;
    return this.buffer.readInt16BE(this.position - 2);
  }

  int32(): number {
    this.position += 4;
    return this.buffer.readInt32BE(this.position - 4);
  }

  int64(): bigint {
    this.position += 8;
    return this.buffer.readBigInt64BE(this.position - 8);
  }
}
