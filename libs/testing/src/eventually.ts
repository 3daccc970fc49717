import { setTimeout as pause } from 'node:timers/promises';
import { inspect } from 'node:util';

export interface EventuallyOptions {
  /** What is waited for, for the error message: "the payment is approved". */
  readonly what?: string;
  /** Default 20,000. */
  readonly timeoutMs?: number;
  /** Between two probes; default 50. */
  readonly intervalMs?: number;
}

type Truthy<Value> = Exclude<Value, false | 0 | 0n | '' | null | undefined | void>;

const defaultTimeoutMs = 20_000;
const defaultIntervalMs = 50;

/**
 * Asks again and again until `probe` returns something truthy without throwing, and returns that. Expectations may be
 * in the probe: a failed one is asked again. At the deadline it throws, with the last error or value.
 *
 * @example
 * const payment = await eventually(() => payments.find((each) => each.status === 'approved'), {
 *   what: 'an approved payment',
 * });
 */
export async function eventually<Value>(
  probe: () => Value | Promise<Value>,
  options: EventuallyOptions = {},
): Promise<Truthy<Value>> {
  const { what = 'a condition', timeoutMs = defaultTimeoutMs, intervalMs = defaultIntervalMs } = options;
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const outcome = await attempt(probe);
    if ('value' in outcome && outcome.value) return outcome.value as Truthy<Value>;
    if (Date.now() >= deadline) throw timeoutError(`${what} did not happen within ${timeoutMs} ms`, outcome);
    await pause(intervalMs);
  }
}

type Outcome<Value> = { readonly value: Value } | { readonly error: unknown };

async function attempt<Value>(probe: () => Value | Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { value: await probe() };
  } catch (error) {
    return { error };
  }
}

function timeoutError(message: string, outcome: Outcome<unknown>): Error {
  if ('value' in outcome) return new Error(`${message}; the last value was ${inspect(outcome.value)}`);
  const { error } = outcome;
  return new Error(
    `${message}; the last error was: ${error instanceof Error ? error.message : inspect(error)}`,
    {
      cause: error,
    },
  );
}
