import { type CompressedBlock, type Compression, nextCrc } from './compression.ts';
import type { CompressionSlots } from './compression-slots.ts';

/** How much memory something takes, in bytes. */
export interface HeldBytes {
  bytes: number;
}

export interface BlockBufferOptions {
  readonly compression: Compression;
  readonly slots: CompressionSlots;
  /** Counts what is held here, among what others hold. */
  readonly held: HeldBytes;
}

/**
 * A block ends with the record that fills it; this decides about the bytes of objects, and so never changes
 * for a format.
 */
const blockBytes = 131_072;
const firstBytes = 4_096;
/** Of an object that has filled a block already: a block and most records that would fill it, so that it need not grow. */
const nextBytes = blockBytes + 8_192;
const maxBytesPerCharacter = 3;

/** Bytes that become an object: collected in blocks, each compressed as soon as it is full. */
export class BlockBuffer {
  private block = Buffer.allocUnsafe(0);
  private used = 0;
  private crc = 0;
  private readonly blocks: Promise<CompressedBlock>[] = [];
  private readonly options: BlockBufferOptions;

  constructor(options: BlockBufferOptions) {
    this.options = options;
  }

  append(bytes: Buffer): void {
    this.reserve(bytes.length);
    bytes.copy(this.block, this.used);
    this.used += bytes.length;
  }

  appendText(text: string): void {
    this.reserve(text.length * maxBytesPerCharacter);
    this.used += this.block.write(text, this.used);
  }

  /** Blocks end between records only. */
  endRecord(): void {
    if (this.used >= blockBytes) this.endBlock();
  }

  /** The whole object. Nothing can be added after it. */
  async finish(): Promise<Buffer> {
    this.endBlock();
    return this.options.compression.assemble(await Promise.all(this.blocks));
  }

  /** Bytes of the block that is not full yet. */
  get pendingBytes(): number {
    return this.used;
  }

  private reserve(bytes: number): void {
    const needed = this.used + bytes;
    if (needed <= this.block.length) return;
    let size = Math.max(this.blocks.length === 0 ? firstBytes : nextBytes, this.block.length);
    while (size < needed) size *= 2;
    const larger = Buffer.allocUnsafeSlow(size);
    this.block.copy(larger, 0, 0, this.used);
    this.options.held.bytes += size - this.block.length;
    this.block = larger;
  }

  private endBlock(): void {
    if (this.used === 0) return;
    const { compression, slots, held } = this.options;
    const [raw, heldBefore] = [this.block.subarray(0, this.used), this.block.length];
    this.crc = nextCrc(raw, this.crc);
    const crc = this.crc;
    const compressed = slots.run(async () => {
      const bytes = await compression.compress(raw);
      held.bytes += bytes.length - heldBefore;
      return { bytes, rawBytes: raw.length, crc };
    });
    // Whoever finishes the object is told; nobody else has to know before.
    compressed.catch(() => undefined);
    this.blocks.push(compressed);
    this.block = Buffer.allocUnsafe(0);
    this.used = 0;
  }
}
