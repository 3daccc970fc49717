/** One measured figure, and what it is held against. */
export interface Figure {
  readonly name: string;
  /** The median of all rounds. */
  readonly value: number;
  readonly unit: string;
  /** Each round, in the order they were run. */
  readonly rounds: readonly number[];
  /** At least this is expected, or at most it where less is better. */
  readonly target?: number;
  readonly lowerIsBetter?: boolean;
  /** Other programs at the same work in the same run. */
  readonly peers?: readonly Peer[];
  /** What else the measurement says, for the reader of the table. */
  readonly detail: string;
}

export interface Peer {
  readonly name: string;
  /** The median of all rounds, in the unit of the figure. */
  readonly value: number;
  readonly rounds: readonly number[];
  /** How many times the peer's value ours is: the median over the rounds. */
  readonly ratio: number;
  /** The ratio that is to be reached. */
  readonly target?: number;
}

/** A figure that could not be measured, and why. */
export interface FailedFigure {
  readonly name: string;
  readonly error: string;
}

export type Result = Figure | FailedFigure;

/** Whether a figure, and each of its ratios, is what it is to be. What failed is not. */
export function isReached(result: Result): boolean {
  if ('error' in result) return false;
  const { value, target, lowerIsBetter = false, peers = [] } = result;
  const reaches = (measured: number, wanted: number | undefined): boolean =>
    wanted === undefined || (lowerIsBetter ? measured <= wanted : measured >= wanted);
  return reaches(value, target) && peers.every((peer) => reaches(peer.ratio, peer.target));
}

export function hasTarget(result: Result): boolean {
  if ('error' in result) return true;
  return result.target !== undefined || (result.peers ?? []).some(({ target }) => target !== undefined);
}

/** The value in the middle, or at another fraction, of numbers in any order. */
export function quantile(values: readonly number[], fraction: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** A figure of numbers that were measured one after the other. */
export function figureOf(
  rounds: readonly number[],
  of: Omit<Figure, 'value' | 'rounds' | 'detail'> & { readonly detail?: string },
): Figure {
  return { detail: '', ...of, value: median(rounds), rounds };
}

export function formatNumber(value: number): string {
  const digits = Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}
