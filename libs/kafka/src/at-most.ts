import { setTimeout as pause } from 'node:timers/promises';

/** Waits for work that may not come to an end. */
export async function atMost(timeoutMs: number, work: Promise<unknown> | undefined): Promise<void> {
  const timer = new AbortController();
  await Promise.race([work, pause(timeoutMs, undefined, { signal: timer.signal }).catch(() => undefined)]);
  timer.abort();
}
