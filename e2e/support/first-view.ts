import type { Page } from 'playwright-core';
import { waitFor } from './wait-for.ts';

/** Until then nothing comes that a first view does without, and nothing is asked for anew, however slow the machine is. */
const firstMs = 2_000;
/** What does not come by then waits for what is held. */
const heldMs = 20_000;
const codeOfPages = /\/(?:[\w-]+\.page|messages|partitions|readers|topic-config)-[^/]+\.js$/;

/** What a page took to show what it is about, for somebody who has never been here. */
export interface FirstView {
  /** Paths and queries, without those that go on. */
  readonly requests: readonly string[];
  /** Over the network, with the heads of the answers. */
  readonly bytes: number;
  readonly ms: number;
}

/** Notes when the page has its title, and no place is left where something will be. To be called before it is opened. */
export async function watchFirstView(page: Page): Promise<void> {
  await page.addInitScript(`
    const look = new MutationObserver(() => {
      if (!document.querySelector('h1') || document.querySelector('[role=status][aria-label=Loading]')) return;
      performance.mark('first view');
      look.disconnect();
    });
    look.observe(document, { subtree: true, childList: true });
  `);
}

/** @throws Error if it is not there in time */
export async function firstViewOf(page: Page): Promise<FirstView> {
  const ms = await waitFor('the first view', async () =>
    page.evaluate<number | undefined>("performance.getEntriesByName('first view')[0]?.startTime"),
  );
  const resources = await page.evaluate<{ name: string; startTime: number; transferSize: number }[]>(
    "performance.getEntriesByType('resource').map((each) => each.toJSON())",
  );
  // What the page has already, it takes from there, and nothing is transferred.
  const first = resources.filter(
    ({ startTime, transferSize }) => startTime < Math.min(ms, firstMs) && transferSize > 0,
  );
  return {
    requests: first.map(({ name }) => name.replace(/^https?:..[^/]+/, '')),
    bytes: first.reduce((sum, { transferSize }) => sum + transferSize, 0),
    ms,
  };
}

/**
 * Keeps back the code that all pages share until the page has asked the API for what it is about, and for code of its
 * own. One that only asks once that code runs never comes.
 */
export async function holdSharedCode(page: Page): Promise<void> {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const isAsked = (what: RegExp): boolean => asked.some((path) => what.test(path));
  await page.route(/\/assets\/app-[^/]+\.js$/, async (route) => {
    const within = { timeoutMs: heldMs };
    await waitFor('a question to the API', () => isAsked(/^\/api\/(?!session|stream)/), within);
    await waitFor('the code of the page to be asked for', () => isAsked(codeOfPages), within);
    await page.getByRole('status', { name: 'Loading' }).waitFor();
    await route.continue();
  });
}
