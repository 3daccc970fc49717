import { existsSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
/** As much as a platform is given elsewhere: what takes longer hangs. */
const actionTimeoutMs = 60_000;
const desk = { width: 1_440, height: 900 };
/** What WCAG 2.2 asks for at level AA, and what axe holds for good practice. */
const accessibilityRules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export interface PageOptions {
  readonly theme?: 'light' | 'dark';
  readonly size?: { readonly width: number; readonly height: number };
  /** Before it is opened. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** A browser that looks at the console of a journey, and writes down what the page complains of. */
export class ConsoleBrowser {
  /** Errors of scripts, and what the content security policy refused. Requests that fail are not among them. */
  readonly complaints: string[] = [];
  readonly #browser: Browser;
  readonly #url: () => string;
  readonly #contexts: BrowserContext[] = [];

  /** @throws Error saying what to install */
  static async start(url: () => string): Promise<ConsoleBrowser> {
    if (!existsSync(executablePath)) {
      throw new Error(
        `The journeys of the console need Chromium, and there is none at ${executablePath}. Install it ` +
          '(Debian, Ubuntu: apt-get install -y chromium), or say where it is: CHROMIUM=/path/to/chromium.',
      );
    }
    // Chromium refuses its sandbox to root, whom containers run as.
    const chromiumSandbox = process.getuid?.() !== 0;
    return new ConsoleBrowser(await chromium.launch({ executablePath, chromiumSandbox }), url);
  }

  private constructor(browser: Browser, url: () => string) {
    this.#browser = browser;
    this.#url = url;
  }

  /** A page of its own, opened at a path. Each is a visitor who has never been here. */
  async open(path: string, { theme = 'dark', size = desk, prepare }: PageOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({
      baseURL: this.#url(),
      colorScheme: theme,
      viewport: size,
      reducedMotion: 'reduce',
      locale: 'en-GB',
      timezoneId: 'UTC',
      acceptDownloads: true,
    });
    context.setDefaultTimeout(actionTimeoutMs);
    this.#contexts.push(context);
    const page = await context.newPage();
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      const text = message.text();
      const isComplaint = message.type() === 'error' && !text.startsWith('Failed to load resource');
      if (isComplaint) this.complaints.push(text);
    });
    await prepare?.(page);
    await page.goto(path);
    return page;
  }

  async end(): Promise<void> {
    await Promise.all(this.#contexts.map((context) => context.close()));
    await this.#browser.close();
  }
}

/** What axe finds wrong with a page, a sentence each. */
export function accessibilityProblems(page: Page): Promise<string[]> {
  return problems(new AxeBuilder({ page }).withTags(accessibilityRules));
}

/** The same, of its colours only. */
export function contrastProblems(page: Page): Promise<string[]> {
  return problems(new AxeBuilder({ page }).withRules(['color-contrast']));
}

async function problems(axe: AxeBuilder): Promise<string[]> {
  const { violations } = await axe.analyze();
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html ?? ''}`);
}

/** Waits until something is to be seen. @throws TimeoutError */
export async function expectShown(locator: Locator): Promise<void> {
  await locator.waitFor({ state: 'visible' });
}

/** The row of a table that has a text in it. */
export function rowWith(page: Page | Locator, text: string | RegExp): Locator {
  return page.getByRole('row').filter({ hasText: text });
}
