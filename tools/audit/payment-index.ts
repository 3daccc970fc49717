const wordsPerId = 4;
const largestFill = 0.6;
const firstCapacity = 1 << 12;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A UUID as four words of 32 bits. */
export type IdWords = readonly [number, number, number, number];

/** The words of a UUID in text; undefined if it is none. */
export function idFromText(text: string): IdWords | undefined {
  if (!uuid.test(text)) return undefined;
  return [
    Number.parseInt(text.slice(0, 8), 16),
    Number.parseInt(text.slice(9, 13) + text.slice(14, 18), 16),
    Number.parseInt(text.slice(19, 23) + text.slice(24, 28), 16),
    Number.parseInt(text.slice(28, 36), 16),
  ];
}

/** The words of a UUID in 16 bytes. */
export function idFromBytes(bytes: Buffer): IdWords {
  return [bytes.readUInt32BE(0), bytes.readUInt32BE(4), bytes.readUInt32BE(8), bytes.readUInt32BE(12)];
}

export function idText(words: IdWords): string {
  const hex = words.map((word) => word.toString(16).padStart(8, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const versionWithTime = 7;

/** Milliseconds since the epoch, of a UUIDv7; undefined for a UUID that carries no time. */
export function idTimeMs([high, low]: IdWords): number | undefined {
  return ((low >>> 12) & 0xf) === versionWithTime ? high * 0x1_0000 + (low >>> 16) : undefined;
}

/**
 * Gives each id a small number, in the order in which they come. A Map would hold millions of strings; this holds 16 bytes and
 * two slots each.
 */
export class PaymentIndex {
  #words = new Uint32Array(firstCapacity * wordsPerId);
  /** Number of the payment plus one; 0 is a free slot. */
  #slots = new Uint32Array(firstCapacity * 2);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The number of this id, a new one if it has none yet. */
  numberOf(id: IdWords): number {
    if (this.#size >= this.#slots.length * largestFill) this.#rehash();
    const mask = this.#slots.length - 1;
    for (let slot = hash(id) & mask; ; slot = (slot + 1) & mask) {
      const found = this.#slots[slot] ?? 0;
      if (found === 0) {
        this.#slots[slot] = this.#size + 1;
        return this.#append(id);
      }
      if (this.#has(found - 1, id)) return found - 1;
    }
  }

  id(number: number): IdWords {
    const at = number * wordsPerId;
    const word = (offset: number): number => this.#words[at + offset] ?? 0;
    return [word(0), word(1), word(2), word(3)];
  }

  #has(number: number, id: IdWords): boolean {
    const at = number * wordsPerId;
    const words = this.#words;
    return (
      words[at] === id[0] && words[at + 1] === id[1] && words[at + 2] === id[2] && words[at + 3] === id[3]
    );
  }

  #append(id: IdWords): number {
    const number = this.#size;
    if ((number + 1) * wordsPerId > this.#words.length) {
      const larger = new Uint32Array(this.#words.length * 2);
      larger.set(this.#words);
      this.#words = larger;
    }
    this.#words.set(id, number * wordsPerId);
    this.#size += 1;
    return number;
  }

  #rehash(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let number = 0; number < this.#size; number += 1) {
      let slot = hash(this.id(number)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }
}

function hash([a, b, c, d]: IdWords): number {
  let mixed = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77) ^ Math.imul(c, 0xc2b2ae3d) ^ d;
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
