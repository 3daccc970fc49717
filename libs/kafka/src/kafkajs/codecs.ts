import { promisify } from 'node:util';
import zlib from 'node:zlib';
import * as lz4 from 'lz4-napi';
import * as snappy from 'snappy';

/** Compresses and decompresses the records of a batch, as kafkajs wants it. */
export interface Codec {
  readonly compress: (encoder: { buffer: Buffer }) => Promise<Buffer>;
  readonly decompress: (data: Buffer) => Promise<Buffer>;
}

const zstdCompress = promisify(zlib.zstdCompress);
const zstdDecompress = promisify(zlib.zstdDecompress);

/** The codecs that kafkajs has no code for, by their numbers in a batch's attributes. Gzip (1) it has. */
export const codecs = {
  2: {
    compress: ({ buffer }) => snappy.compress(buffer),
    decompress: decompressSnappy,
  },
  3: {
    compress: ({ buffer }) => lz4.compressFrame(buffer),
    decompress: (data) => lz4.decompressFrame(data),
  },
  4: {
    compress: ({ buffer }) => zstdCompress(buffer),
    decompress: (data) => zstdDecompress(data),
  },
} satisfies Record<number, Codec>;

/** The magic of snappy-java's stream format: 8 bytes, then two int32 versions, then chunks of int32 length and raw snappy. */
const xerialMagic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const xerialHeaderBytes = 16;
const chunkLengthBytes = 4;

/** Java clients frame snappy as snappy-java does; librdkafka writes it raw. Both are found in the wild. */
async function decompressSnappy(data: Buffer): Promise<Buffer> {
  if (!data.subarray(0, xerialMagic.length).equals(xerialMagic)) return uncompressSnappy(data);
  const chunks: Promise<Buffer>[] = [];
  let position = xerialHeaderBytes;
  while (position < data.length) {
    const length = data.readInt32BE(position);
    position += chunkLengthBytes;
    chunks.push(uncompressSnappy(data.subarray(position, position + length)));
    position += length;
  }
  return Buffer.concat(await Promise.all(chunks));
}

async function uncompressSnappy(data: Buffer): Promise<Buffer> {
  return (await snappy.uncompress(data, { asBuffer: true })) as Buffer;
}
