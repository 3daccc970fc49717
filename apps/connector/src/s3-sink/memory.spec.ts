import { describe, expect, it } from 'vitest';
import { type Holder, Memory } from './memory.ts';

/** A partition as the memory sees it. */
class Partition implements Holder {
  growingBytes: number;
  leavingBytes = 0;
  needsMore = false;
  private readonly memory: Memory;

  constructor(memory: Memory, growingBytes: number) {
    this.memory = memory;
    this.growingBytes = growingBytes;
    memory.add(this);
  }

  get heldBytes(): number {
    return this.growingBytes + this.leavingBytes;
  }

  get isLettingGo(): boolean {
    return this.leavingBytes > 0;
  }

  endChunk(): void {
    [this.leavingBytes, this.growingBytes] = [this.growingBytes, 0];
  }

  finish(): void {
    this.leavingBytes = 0;
    this.memory.freed();
  }
}

async function isWaiting(room: Promise<void>): Promise<boolean> {
  return Promise.race([
    room.then(() => false),
    new Promise<boolean>((resolve) => setImmediate(resolve, true)),
  ]);
}

describe('the memory of a task', () => {
  it('has room as long as it is not full', async () => {
    const memory = new Memory(100);
    const partitions = [60, 40].map((bytes) => new Partition(memory, bytes));
    for (const partition of partitions) await memory.room(partition);
    expect(partitions.map(({ leavingBytes }) => leavingBytes)).toEqual([0, 0]);
  });

  it('has the largest written when it is full, that one only, and the others wait for it', async () => {
    const memory = new Memory(100);
    const [small, large] = [new Partition(memory, 40), new Partition(memory, 70)];
    const rooms = [memory.room(small), memory.room(large)];
    expect(await Promise.all(rooms.map(isWaiting))).toEqual([true, true]);
    expect([small.leavingBytes, large.leavingBytes]).toEqual([0, 70]);
    large.finish();
    expect(await Promise.all(rooms)).toHaveLength(2);
    expect(small.leavingBytes).toBe(0);
  });

  it('keeps nobody waiting who needs more before anything can be written, or who is gone', async () => {
    const memory = new Memory(100);
    const [planned, other] = [new Partition(memory, 0), new Partition(memory, 10)];
    Object.assign(planned, { needsMore: true, leavingBytes: 0, growingBytes: 0 });
    const held = new Partition(memory, 120);
    await memory.room(planned);
    expect(held.leavingBytes).toBe(120);
    const room = memory.room(other);
    expect(await isWaiting(room)).toBe(true);
    memory.remove(other);
    await room;
  });
});
