import { eventually, type EventuallyOptions } from '@payments/testing';

/** Enough for a busy machine with two cores that has everything to start anew; what takes longer hangs. */
const patienceMs = 60_000;
const intervalMs = 100;

/**
 * Waits for something that a whole platform has to do.
 *
 * @param what for the error message: "a decision on every payment"
 */
export async function waitFor<Value>(
  what: string,
  probe: () => Value | Promise<Value>,
  options: Omit<EventuallyOptions, 'what'> = {},
): Promise<Exclude<Value, false | 0 | 0n | '' | null | undefined | void>> {
  return eventually(probe, { what, timeoutMs: patienceMs, intervalMs, ...options });
}
