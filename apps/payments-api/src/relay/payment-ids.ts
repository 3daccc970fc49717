const idBytes = 16;
const idsPerBlock = 65_536;

/**
 * A set of payment ids that only loses members, at 17 bytes each: they are added in the order of the table's key and found
 * again by halving.
 */
export class PaymentIds {
  private readonly blocks: Buffer[] = [];
  private readonly removedBlocks: Uint8Array[] = [];
  private count = 0;
  private removed = 0;

  /** How many are left. */
  get size(): number {
    return this.count - this.removed;
  }

  /** @throws RangeError if `id` does not come after the one added before */
  add(id: Buffer): void {
    if (this.count > 0 && this.at(this.count - 1).compare(id) >= 0) {
      throw new RangeError('Ids have to be added in ascending order.');
    }
    if (this.count % idsPerBlock === 0) {
      this.blocks.push(Buffer.allocUnsafe(idsPerBlock * idBytes));
      this.removedBlocks.push(new Uint8Array(idsPerBlock));
    }
    id.copy(this.blocks[this.blocks.length - 1] as Buffer, (this.count % idsPerBlock) * idBytes);
    this.count += 1;
  }

  /** Does nothing if it is not there. */
  remove(id: Buffer): void {
    let low = 0;
    let high = this.count - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const order = this.at(middle).compare(id);
      if (order === 0) {
        this.markRemoved(middle);
        return;
      }
      if (order < 0) low = middle + 1;
      else high = middle - 1;
    }
  }

  /** Those left, in ascending order, at most `size` at a time. */
  *inGroupsOf(size: number): Generator<Buffer[], void, undefined> {
    let group: Buffer[] = [];
    for (let index = 0; index < this.count; index += 1) {
      if (this.isRemoved(index)) continue;
      group.push(this.at(index));
      if (group.length < size) continue;
      yield group;
      group = [];
    }
    if (group.length > 0) yield group;
  }

  private at(index: number): Buffer {
    const start = (index % idsPerBlock) * idBytes;
    return (this.blocks[Math.floor(index / idsPerBlock)] as Buffer).subarray(start, start + idBytes);
  }

  private isRemoved(index: number): boolean {
    return this.removedBlocks[Math.floor(index / idsPerBlock)]?.[index % idsPerBlock] === 1;
  }

  private markRemoved(index: number): void {
    const block = this.removedBlocks[Math.floor(index / idsPerBlock)] as Uint8Array;
    if (block[index % idsPerBlock] === 1) return;
    block[index % idsPerBlock] = 1;
    this.removed += 1;
  }
}
