import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConsoleBrowser, expectShown, rowWith } from './support/console-browser.ts';
import { Journey } from './support/journey.ts';
import { waitFor } from './support/wait-for.ts';

const source = 'customers-again';
const archived = 'mysql.kafka_db.customers';
const config = {
  'connector.class': 'io.debezium.connector.mysql.MySqlConnector',
  'database.hostname': '${env:MYSQL_HOST}',
  'database.port': '${env:MYSQL_PORT}',
  'database.user': 'connector',
  'database.password': '${env:CONNECTOR_SECRET_MYSQL_PASSWORD}',
  'topic.prefix': 'again',
  'table.include.list': 'kafka_db.customers',
};

let journey: Journey;
let browser: ConsoleBrowser;
let page: Page;
beforeAll(async () => {
  journey = await Journey.start({ without: [] });
  browser = await ConsoleBrowser.start(() => journey.platform.service('console').url);
  page = await browser.open('/connectors');
});
afterAll(async () => {
  await browser?.end();
  await journey?.end();
});

/** What the connector itself says. */
async function connect<Answer>(path: string): Promise<Answer> {
  const { url } = journey.platform.service('connector');
  return (await (await fetch(`${url}/connectors/${path}`)).json()) as Answer;
}

async function stateIs(state: string): Promise<void> {
  await waitFor(`${source} to be ${state}`, async () => {
    const status = await connect<{ connector?: { state: string } }>(`${source}/status`);
    return status.connector?.state === state;
  });
  await expectShown(page.getByText(state.toLowerCase(), { exact: true }).first());
}

async function act(name: string): Promise<void> {
  await page.getByRole('button', { name: `What can be done to ${source}` }).click();
  await page.getByRole('menuitem', { name, exact: true }).click();
}

const [healMs, archivedMs] = [60_000, 60_000];

async function expectHealed(tab: Page): Promise<void> {
  await tab.getByText('Trying again.').first().waitFor({ state: 'detached', timeout: healMs });
}

/** Each page says in its place what is away; the pages that do not need it go on. */
async function expectSaid(path: string, what: RegExp): Promise<Page> {
  const tab = await browser.open(path);
  await expectShown(tab.getByRole('main').getByText(what).first());
  return tab;
}

describe('a connector', () => {
  it('made in a form is told at the field what does not fit', async () => {
    await page.goto(`/new-connector?plugin=${encodeURIComponent(config['connector.class'])}`);
    await page.getByLabel('Name', { exact: true }).fill(source);
    await page.getByRole('button', { name: 'Check' }).click();
    const host = page.getByLabel(/database\.hostname/);
    await page.locator('[aria-invalid="true"]').first().waitFor();
    expect(await host.getAttribute('aria-invalid')).toBe('true');
  });

  it('is made from a file of Kafka Connect', async () => {
    await page.goto('/new-connector?as=json');
    await page
      .getByRole('textbox')
      .first()
      .fill(JSON.stringify({ name: source, config }));
    await page.getByRole('button', { name: 'Create' }).click();
    await expectShown(page.getByRole('heading', { level: 1, name: source }));
    await stateIs('RUNNING');
    expect(await connect(`${source}/config`)).toMatchObject({ 'topic.prefix': 'again' });
  });

  it('is paused, resumed and stopped', async () => {
    await act('Pause');
    await stateIs('PAUSED');
    await act('Resume');
    await stateIs('RUNNING');
    await act('Stop');
    await stateIs('STOPPED');
    expect((await connect<{ tasks: unknown[] }>(`${source}/status`)).tasks).toEqual([]);
  });

  it('forgets its positions when it is stopped and its name is typed', async () => {
    await page.getByRole('link', { name: 'Offsets' }).click();
    await page.getByRole('button', { name: 'Forget' }).click();
    const dialog = page.getByRole('dialog', { name: `Forget the positions of ${source}` });
    await dialog.getByRole('textbox').fill(source);
    await dialog.getByRole('button', { name: 'Forget' }).click();
    await expectShown(page.getByText('None yet'));
    expect(await connect(`${source}/offsets`)).toEqual({ offsets: [] });
  });

  it('shows no secret', async () => {
    await page.goto('/connectors/archive?tab=configuration');
    const shown = await page.getByRole('region', { name: 'Configuration as JSON' }).textContent();
    expect(shown).toContain('s3.bucket.name');
    expect(shown).not.toContain('demo-secret');
  });

  it('is deleted for who types its name', async () => {
    await page.goto(`/connectors/${source}`);
    await act('Delete');
    const dialog = page.getByRole('dialog', { name: `Delete ${source}` });
    await dialog.getByRole('textbox').fill(source);
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await expectShown(page.getByRole('heading', { level: 1, name: 'Connectors' }));
    const { url } = journey.platform.service('connector');
    expect(await (await fetch(`${url}/connectors`)).json()).not.toContain(source);
  });
});

describe('the archive', () => {
  it('is a tree by the hour, down to the records of an object', async () => {
    await page.goto('/archive');
    // What is still to come is written when its time is up, and the page shows it by itself.
    await page.getByRole('list').getByRole('link', { name: archived }).waitFor({ timeout: archivedMs });
    for (const folder of [archived, /^year=/, /^month=/, /^day=/, /^hour=/])
      await page.getByRole('list').getByRole('link', { name: folder }).first().click();
    await page.getByRole('link', { name: new RegExp(`^${archived}\\+0\\+0{10}\\.json\\.gz`) }).click();
    const records = page.getByRole('table', { name: /^Records in/ });
    await waitFor('the five customers', async () => (await rowWith(records, '"city"').count()) === 5);
    await expectShown(page.getByText('as the manifest says'));
    expect(await records.getByRole('row').count()).toBe(1 + 5);
  });

  it('is proved from its manifests', async () => {
    await page.goto('/archive');
    const proof = page.getByRole('region', { name: archived });
    await expectShown(proof.getByText('no gaps'));
  });
});

it('the browser has complained of nothing', () => {
  expect(browser.complaints).toEqual([]);
});

describe('while something is away, its pages say so in its place, the others go on, and all heal:', () => {
  it('the console itself', async () => {
    const tab = await browser.open('/topics');
    const topic = tab.getByRole('link', { name: 'payments.requested' });
    await expectShown(tab.getByText('Live', { exact: true }));
    await expectShown(topic);
    await journey.platform.service('console').stop();
    await expectShown(tab.getByText(/connecting again/));
    await expectShown(topic);
    await journey.platform.service('console').start();
    await expectShown(tab.getByText('Live', { exact: true }));
    await tab.getByText(/connecting again/).waitFor({ state: 'detached' });
    await tab.close();
  });

  it('the console itself, when a part of the page that comes later is asked for: it is asked for until it comes', async () => {
    let isAway = true;
    const failures: string[] = [];
    const tab = await browser.open('/topics', {
      prepare: async (opened) => {
        opened.on('requestfailed', (request) => failures.push(request.url()));
        await opened.route(/toast-region/, (route) => (isAway ? route.abort() : route.continue()));
      },
    });
    await waitFor('the part to be asked for in vain', () => failures.some((url) => /toast-region/.test(url)));
    await expectShown(tab.getByRole('link', { name: 'payments.requested' }));
    const came = tab.waitForResponse(/toast-region/);
    isAway = false;
    expect((await came).ok()).toBe(true);
    await expectShown(tab.getByText('Live', { exact: true }));
    await tab.close();
  });

  it('the connector', async () => {
    await journey.platform.service('connector').stop();
    const tab = await expectSaid('/connectors', /The connector does not answer/);
    const topics = await browser.open('/topics');
    await expectShown(topics.getByRole('link', { name: 'payments.requested' }));
    await journey.platform.service('connector').start();
    await expectHealed(tab);
    await expectShown(tab.getByRole('link', { name: 'archive', exact: true }));
  });

  it('S3', async () => {
    const { server } = journey.platform.stack.s3;
    await server.kill('SIGKILL');
    const tab = await expectSaid('/archive', /The archive’s store does not answer/);
    await server.start();
    await expectHealed(tab);
  });

  it('Kafka', async () => {
    const { nodes } = journey.platform.stack.kafka;
    await Promise.all(nodes.map((node) => node.kill('SIGKILL')));
    const pages = await Promise.all(
      ['/topics', '/groups', '/cluster', '/dead-letters'].map((path) =>
        expectSaid(path, /Kafka does not answer/),
      ),
    );
    await Promise.all(nodes.map((node) => node.start()));
    for (const tab of pages) await expectHealed(tab);
  });

  it('MySQL', async () => {
    const { server } = journey.platform.stack.mysql;
    await server.kill('SIGKILL');
    const tab = await expectSaid('/payments', /MySQL does not answer/);
    await server.start();
    await expectHealed(tab);
  });
});

it('a console that only reads shows no acts, and refuses them', async () => {
  const readOnly = await Journey.start({
    without: ['limit-check', 'notifications', 'connector'],
    settings: { console: { CONSOLE_READ_ONLY: 'true' } },
  });
  const reader = await ConsoleBrowser.start(() => readOnly.platform.service('console').url);
  try {
    const tab = await reader.open('/topics');
    await tab.getByText('Read only').waitFor();
    await tab.getByRole('link', { name: 'payments.requested' }).waitFor();
    expect(await tab.getByRole('button', { name: 'Create a topic' }).count()).toBe(0);
    const { url } = readOnly.platform.service('console');
    const body = JSON.stringify({ name: 'a', partitions: 1 });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/api/topics`, { method: 'POST', headers, body });
    expect(answer.status).toBe(403);
  } finally {
    await reader.end();
    await readOnly.end();
  }
});
