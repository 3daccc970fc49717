const firstLength = 1 << 12;

interface Numbers {
  readonly length: number;
  [index: number]: number;
  set(values: ArrayLike<number>): void;
}

/** A list of numbers that grows, in as many bytes as its kind of array takes; what was never set is 0. */
export class Column {
  readonly #make: (length: number) => Numbers;
  #values: Numbers;

  constructor(make: (length: number) => Numbers) {
    this.#make = make;
    this.#values = make(firstLength);
  }

  get(index: number): number {
    return this.#values[index] ?? 0;
  }

  set(index: number, value: number): void {
    if (index >= this.#values.length) {
      const larger = this.#make(Math.max(this.#values.length * 2, index + 1));
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[index] = value;
  }
}

const largestByte = 255;

/** Counts of small numbers; they stop at 255. */
export class CountColumn extends Column {
  constructor() {
    super((length) => new Uint8Array(length));
  }

  add(index: number): void {
    this.set(index, Math.min(this.get(index) + 1, largestByte));
  }
}

export const bytes = (): Column => new Column((length) => new Uint8Array(length));
export const shorts = (): Column => new Column((length) => new Uint16Array(length));
export const words = (): Column => new Column((length) => new Uint32Array(length));
/** Whole numbers up to 2^53. */
export const longs = (): Column => new Column((length) => new Float64Array(length));

/** Gives each text a small number, in the order in which they come. */
export class Names {
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];

  get all(): readonly string[] {
    return this.#texts;
  }

  numberOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#texts.length);
    this.#texts.push(text);
    return this.#texts.length - 1;
  }

  text(number: number): string {
    return this.#texts[number] ?? '';
  }
}
