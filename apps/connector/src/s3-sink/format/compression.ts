import { constants, crc32, deflateRaw, zstdCompress } from 'node:zlib';
import { promisify } from 'node:util';

export type CompressionName = 'none' | 'gzip' | 'zstd';

/**
 * Compresses an object block by block. The blocks of gzip make one member, as from a single run: no reader has
 * to know about blocks. The same blocks always give the same bytes.
 */
export interface Compression {
  readonly compress: (block: Buffer) => Promise<Buffer>;
  /** The whole object, from its compressed blocks. */
  readonly assemble: (blocks: readonly CompressedBlock[]) => Buffer;
}

export interface CompressedBlock {
  readonly bytes: Buffer;
  readonly rawBytes: number;
  /** The CRC-32 of everything up to the end of this block, uncompressed. */
  readonly crc: number;
}

const deflate = promisify<Buffer, object, Buffer>(deflateRaw);
const zstandard = promisify<Buffer, object, Buffer>(zstdCompress);
const outputBytes = 65_536;
/** Events of JSON become 4 % larger than with zlib's own default, in half the time. */
const defaultGzipLevel = 3;

export function createCompression(name: CompressionName, level: number): Compression {
  if (name === 'none') return { compress: (block) => Promise.resolve(block), assemble: joined };
  if (name === 'zstd') {
    const params = {
      [constants.ZSTD_c_checksumFlag]: 1,
      ...(level > 0 && { [constants.ZSTD_c_compressionLevel]: level }),
    };
    return { compress: async (block) => trimmed(await zstandard(block, { params })), assemble: joined };
  }
  const options = {
    level: level < 0 ? defaultGzipLevel : level,
    chunkSize: outputBytes,
    finishFlush: constants.Z_SYNC_FLUSH,
  };
  return { compress: async (block) => trimmed(await deflate(block, options)), assemble: gzipMember };
}

/** A short output would hold on to all the memory that was there for a long one. */
function trimmed(output: Buffer): Buffer {
  if (output.length * 2 > output.buffer.byteLength) return output;
  const copy = Buffer.allocUnsafeSlow(output.length);
  output.copy(copy);
  return copy;
}

function joined(blocks: readonly CompressedBlock[]): Buffer {
  return Buffer.concat(blocks.map(({ bytes }) => bytes));
}

/** Without a name, a time or a system, which would not be the same a second time. */
const gzipHeader = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
const lastBlock = Buffer.from([3, 0]);

function gzipMember(blocks: readonly CompressedBlock[]): Buffer {
  const rawBytes = blocks.reduce((sum, block) => sum + block.rawBytes, 0);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(blocks.at(-1)?.crc ?? 0, 0);
  trailer.writeUInt32LE(rawBytes % 0x1_0000_0000, 4);
  return Buffer.concat([gzipHeader, ...blocks.map(({ bytes }) => bytes), lastBlock, trailer]);
}

/** Of more bytes after those that gave `before`. */
export function nextCrc(block: Buffer, before: number): number {
  return crc32(block, before);
}
