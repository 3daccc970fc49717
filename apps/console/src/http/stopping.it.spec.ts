import { setTimeout as pause } from 'node:timers/promises';
import { apiPaths } from '@payments/console-api';
import { eventually } from '@payments/testing';
import { expect, it } from 'vitest';
import { startConsole } from '../testing/running-console.ts';

const mostMs = 5_000;

it('a console that stops is not kept by a page that connects again at once', async () => {
  const running = await startConsole();
  const closed = new AbortController();
  let connections = 0;
  /** As a browser does: whenever the stream ends, it is asked for again. */
  const page = async (): Promise<void> => {
    while (!closed.signal.aborted) {
      const stream = await fetch(`${running.url}${apiPaths.stream()}`).catch(() => undefined);
      if (stream?.ok === true) connections += 1;
      await stream?.text().catch(() => undefined);
      await pause(1);
    }
  };
  const looking = page();
  await eventually(() => connections > 0, { what: 'a page that looks' });
  const startedMs = performance.now();
  await running.stop();
  closed.abort();
  expect(performance.now() - startedMs).toBeLessThan(mostMs);
  await looking;
});
