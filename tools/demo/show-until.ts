import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../stack/failure.ts';

export interface ShowUntilOptions {
  readonly isDone: () => boolean | Promise<boolean>;
  readonly value: () => number;
  readonly show: (value: number) => void;
}

const pollMs = 50;
/** A machine that is busy with other things may be slow. */
const timeoutMs = 120_000;
const showEveryMs = 400;
const showUnchangedEveryMs = 5_000;

/**
 * Asks until it is so, and shows how far it is: not too often, and seldom while nothing changes. The last value is always
 * shown.
 *
 * @throws Failure after two minutes
 */
export async function showUntil({ isDone, value, show }: ShowUntilOptions): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  let shown = { value: Number.NaN, atMs: -Infinity };
  while (!(await isDone())) {
    const nowMs = performance.now();
    if (nowMs > deadline)
      throw new Failure(`The platform has not come so far within ${timeoutMs / 1_000} s.`);
    const quietMs = value() === shown.value ? showUnchangedEveryMs : showEveryMs;
    if (nowMs - shown.atMs >= quietMs) {
      shown = { value: value(), atMs: nowMs };
      show(shown.value);
    }
    await pause(pollMs);
  }
  if (value() !== shown.value) show(value());
}
