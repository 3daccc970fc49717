import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

const highestMs = 30 * 60 * 1000;
const significantDigits = 3;

/** Percentiles in milliseconds. */
export interface Percentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** Durations, kept to three digits in a fixed amount of memory. */
export class Latencies {
  readonly #histogram: RecordableHistogram = createHistogram({
    lowest: 1,
    highest: highestMs * 1_000,
    figures: significantDigits,
  });

  /** @param ms up to half an hour; what is longer counts as that */
  add(ms: number): void {
    this.#histogram.record(Math.max(1, Math.round(Math.min(ms, highestMs) * 1_000)));
  }

  reset(): void {
    this.#histogram.reset();
  }

  /** All 0 if nothing was added. */
  percentiles(): Percentiles {
    const ms = (percent: number): number =>
      this.#histogram.count === 0 ? 0 : this.#histogram.percentile(percent) / 1_000;
    return { p50: ms(50), p90: ms(90), p99: ms(99), max: ms(100) };
  }
}
