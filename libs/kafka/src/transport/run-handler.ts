import { setTimeout as pause } from 'node:timers/promises';
import { PermanentError } from '../permanent-error.ts';
import type { DecodedEvent } from './decode-event.ts';
import { pauseAfter, type RetryPolicy } from './retry-policy.ts';

export interface HandlerRun {
  readonly policy: RetryPolicy;
  /** Aborted when the partition is given up: nothing further is begun. */
  readonly signal: AbortSignal;
  /** Takes an event that cannot be handled; resolves once it is safe. */
  deadLetter(event: DecodedEvent, error: unknown, attempts: number): Promise<void>;
  /** Told of each event that was handled, in order. */
  handled(event: DecodedEvent): void;
  /** Told of each attempt that failed and is made again. */
  retrying(event: DecodedEvent, error: unknown): void;
}

/**
 * Has events of one handler handled, in order, as a batch if they are several. Returns when each is handled or a dead letter.
 *
 * @throws AbortError if the signal is aborted before that; what was told as handled stays so
 */
export async function runHandler(events: readonly DecodedEvent[], run: HandlerRun): Promise<void> {
  let rest = events;
  while (rest.length > 0) {
    if (rest.length > 1 && !(await handledAsBatch(rest, run))) rest = await handleOneByOne(rest, run);
    else if (rest.length > 1) rest = finish(rest, run);
    else {
      await handleAlone(rest[0] as DecodedEvent, run);
      rest = [];
    }
  }
}

function finish(events: readonly DecodedEvent[], run: HandlerRun): readonly DecodedEvent[] {
  for (const event of events) run.handled(event);
  return [];
}

/** False if something in the batch does not go through. */
async function handledAsBatch(events: readonly DecodedEvent[], run: HandlerRun): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    const error = await attemptOnce(events, run);
    if (error === undefined) return true;
    if (error.reason instanceof PermanentError || attempt >= run.policy.batchAttempts) return false;
    run.retrying(events[0] as DecodedEvent, error.reason);
    await pause(pauseAfter(run.policy, attempt), undefined, { signal: run.signal });
  }
}

/** Looks for the event at fault. Behind it, or once an outage is over, what is left may go as a batch again. */
async function handleOneByOne(
  events: readonly DecodedEvent[],
  run: HandlerRun,
): Promise<readonly DecodedEvent[]> {
  for (const [index, event] of events.entries()) {
    const attempts = await handleAlone(event, run);
    if (attempts !== 1) return events.slice(index + 1);
  }
  return [];
}

/** Returns after how many attempts the event was handled; 0 if it has become a dead letter. */
async function handleAlone(event: DecodedEvent, run: HandlerRun): Promise<number> {
  const deadline = performance.now() + run.policy.giveUpAfterMs;
  for (let attempt = 1; ; attempt += 1) {
    const error = await attemptOnce([event], run);
    if (error === undefined) {
      run.handled(event);
      return attempt;
    }
    const pauseMs = pauseAfter(run.policy, attempt);
    if (error.reason instanceof PermanentError || performance.now() + pauseMs > deadline) {
      await run.deadLetter(event, error.reason, attempt);
      return 0;
    }
    run.retrying(event, error.reason);
    await pause(pauseMs, undefined, { signal: run.signal });
  }
}

/** Undefined if the handler took the events, else why not. */
async function attemptOnce(
  events: readonly DecodedEvent[],
  { policy, signal }: HandlerRun,
): Promise<{ readonly reason: unknown } | undefined> {
  signal.throwIfAborted();
  const { handler } = events[0] as DecodedEvent;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    const message = `${handler.name} did not finish within ${policy.handlerTimeoutMs} ms.`;
    timer = setTimeout(() => reject(new Error(message)), policy.handlerTimeoutMs);
  });
  try {
    await Promise.race([handler.handle(events.map(({ received }) => received)), timeout]);
    return undefined;
  } catch (reason) {
    return { reason };
  } finally {
    clearTimeout(timer);
  }
}
