import { readFile } from 'node:fs/promises';
import { EventProducer, type ReceivedRecord } from '@payments/kafka';
import { unique } from '@payments/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConsoleBrowser, expectShown, rowWith } from './support/console-browser.ts';
import { Journey } from './support/journey.ts';
import { waitFor } from './support/wait-for.ts';

const topic = unique('orders');
const hostile =
  '<img src=x onerror="document.title=\'hostile\'"><script>document.title="hostile"</script>\u0000\u202E';
const shownHostile = '<script>document.title="hostile"</script>NULU+202E';
/** What Kafka calls the settings of a topic. */
const topicConfig = 2 as never;
const [many, inABatch] = [1_000_000, 10_000];
const mostConsoleBytes = 300 * 1024 * 1024;

let journey: Journey;
let browser: ConsoleBrowser;
let producer: EventProducer;
let page: Page;
beforeAll(async () => {
  journey = await Journey.start({ without: ['connector'] });
  producer = new EventProducer(journey.kafka);
  browser = await ConsoleBrowser.start(() => journey.platform.service('console').url);
  page = await browser.open('/topics');
});
afterAll(async () => {
  await browser?.end();
  await producer?.disconnect();
  await journey?.end();
});

const described = () => journey.kafka.withAdmin((admin) => admin.fetchTopicMetadata({ topics: [topic] }));
const texts = (record: ReceivedRecord | undefined) => [String(record?.key), String(record?.value)];

async function act(name: string): Promise<void> {
  await page.getByRole('button', { name: `More about ${topic}` }).click();
  await page.getByRole('menuitem', { name }).click();
}

describe('a topic', () => {
  it('is created with its settings', async () => {
    await page.getByRole('button', { name: 'Create a topic' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill(topic);
    await dialog.getByLabel('Partitions').fill('2');
    await dialog.getByLabel('Settings').fill('retention.ms=86400000');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('table', { name: `Partitions of ${topic}` }).waitFor();
    expect((await described()).topics[0]?.partitions).toHaveLength(2);
  });

  it('shows what was set, and is set otherwise', async () => {
    await page.getByRole('link', { name: 'Configuration' }).click();
    await page.getByRole('button', { name: 'Change retention.ms' }).click();
    await page.getByRole('dialog').getByLabel('Value').fill('3600000');
    await page.getByRole('dialog').getByRole('button', { name: 'Change' }).click();
    await rowWith(page, 'retention.ms').getByText('3600000').waitFor();
    const settings = await journey.kafka.withAdmin((admin) =>
      admin.describeConfigs({ includeSynonyms: false, resources: [{ type: topicConfig, name: topic }] }),
    );
    const [entries = []] = settings.resources.map(({ configEntries }) => configEntries);
    expect(entries.find(({ configName }) => configName === 'retention.ms')?.configValue).toBe('3600000');
  });

  it('is given more partitions', async () => {
    await act('Add partitions');
    await page.getByRole('dialog').getByLabel('Partitions').fill('4');
    await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
    await page.getByText('4 partitions', { exact: true }).waitFor();
    expect((await described()).topics[0]?.partitions).toHaveLength(4);
  });
});

describe('a record', () => {
  it('is produced from the page', async () => {
    await page.getByRole('button', { name: 'Produce' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Key').fill('asha');
    await dialog.getByLabel('Partition').fill('1');
    await dialog.getByLabel('Headers').fill('source: console');
    await dialog.getByLabel('Value').fill('{"amount": 12345678901234567890}');
    await dialog.getByRole('button', { name: 'Produce' }).click();
    await page.getByText(`Written to ${topic}, partition 1, offset 0`).waitFor();
    const [record] = await journey.records(topic);
    expect(texts(record)).toEqual(['asha', '{"amount": 12345678901234567890}']);
    expect(String(record?.headers['source'])).toBe('console');
  });

  it('is not produced when it breaks the contract of its topic, and the page says where', async () => {
    const contracted = await browser.open('/topics/payments.requested/messages');
    await contracted.getByRole('button', { name: 'Produce' }).click();
    const dialog = contracted.getByRole('dialog');
    await dialog.getByLabel('Begin with an example').selectOption('payment.requested');
    const value = dialog.getByLabel('Value');
    await value.fill((await value.inputValue()).replace(/"amount": \d+/, '"amount": "much"'));
    await dialog.getByRole('button', { name: 'Produce' }).click();
    await dialog.getByText('/value/data/amount', { exact: true }).waitFor();
    expect(await journey.records('payments.requested')).toEqual([]);
    await contracted.close();
  });

  it('with markup, script and control characters is shown as text everywhere', async () => {
    await producer.send([{ topic, key: hostile, value: hostile, headers: { [hostile]: hostile } }]);
    await page.goto(`/topics/${topic}/messages`);
    await rowWith(page, 'onerror').getByRole('button').click();
    const panel = page.getByRole('region', { name: /^Partition \d, offset/ });
    await panel.getByRole('heading', { name: 'Headers' }).waitFor();
    for (const name of ['Key', 'Value'])
      expect(await panel.getByRole('region', { name, exact: true }).textContent()).toContain(shownHostile);
    expect(await panel.textContent()).toContain(`${shownHostile}${hostile.slice(0, 4)}`);
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(await page.title()).not.toBe('hostile');
  });

  it('appears in the live tail as it is written', async () => {
    await page.getByLabel('Show').selectOption('tail');
    await page.getByText('Nothing yet').waitFor();
    await page.getByRole('main').getByText('Live', { exact: true }).waitFor();
    await producer.send([{ topic, key: 'tailed', value: '{"seen":"live"}' }]);
    await expectShown(rowWith(page, 'tailed').getByText('{"seen":"live"}'));
  });
});

describe('a search through a whole topic', () => {
  beforeAll(async () => {
    for (let first = 0; first < many; first += inABatch) {
      const batch = Array.from({ length: inABatch }, (_, index) => first + index);
      await producer.send(
        batch.map((number) => ({ topic, key: `k-${number}`, value: JSON.stringify({ order: { number } }) })),
      );
    }
  });

  it('finds the one in a million, by a field of its JSON, says how far it is, and takes no memory for it', async () => {
    await page.goto(`/topics/${topic}/messages?from=search`);
    await page.getByLabel('JSON field').fill('order.number');
    await page.getByLabel('Value', { exact: true }).fill('777777');
    await page.getByRole('button', { name: 'Search' }).click();
    const progress: number[] = [];
    const bytes: number[] = [];
    await waitFor('the end of the search', async () => {
      bytes.push(await journey.metricOf('console', 0, 'process_resident_memory_bytes'));
      progress.push(Number(await page.getByRole('progressbar').getAttribute('aria-valuenow')));
      return page.getByText('Searched all').isVisible();
    });
    await rowWith(page, 'k-777777').waitFor();
    expect(await page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('100');
    expect(progress.some((percent) => percent > 0 && percent < 100)).toBe(true);
    expect(Math.max(...bytes)).toBeLessThan(mostConsoleBytes);
    expect(page.url()).toContain('field=order.number');
  });

  it('is downloaded, a record a line', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download' }).click(),
    ]);
    const text = await readFile(await download.path(), 'utf8');
    const lines = text.trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { key: unknown }).key)).toEqual([{ text: 'k-777777' }]);
  });

  it('is copied to another topic', async () => {
    const copy = `${topic}.copy`;
    await journey.kafka.withAdmin((admin) =>
      admin.createTopics({ topics: [{ topic: copy, numPartitions: 1 }] }),
    );
    await act('Copy to another topic');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('To topic').fill(copy);
    await dialog.getByLabel('Key contains').fill('k-77777');
    await dialog.getByRole('button', { name: 'Copy' }).click();
    await page.getByText(`11 records are in ${copy}`).waitFor();
    expect((await journey.records(copy)).map(({ key }) => String(key)).toSorted()[0]).toBe('k-77777');
  });
});

describe('destroying', () => {
  it('empties a topic only for who types its name', async () => {
    await act('Empty');
    const dialog = page.getByRole('dialog', { name: `Empty ${topic}` });
    expect(await dialog.getByRole('button', { name: 'Empty' }).isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill(topic);
    await dialog.getByRole('button', { name: 'Empty' }).click();
    await waitFor('the topic to be empty', async () => {
      const partitions = await journey.kafka.withAdmin((admin) => admin.fetchTopicOffsets(topic));
      return partitions.every(({ low, high }) => low === high);
    });
  });

  it('deletes a topic only for who types its name', async () => {
    await page.getByRole('dialog', { name: `Empty ${topic}` }).waitFor({ state: 'detached' });
    await act('Delete');
    const dialog = page.getByRole('dialog', { name: `Delete ${topic}` });
    await dialog.getByRole('textbox').fill(topic);
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await expectShown(page.getByRole('heading', { level: 1, name: 'Topics' }));
    await waitFor('the topic to be gone', async () => {
      const names = await journey.kafka.withAdmin((admin) => admin.listTopics());
      return !names.includes(topic);
    });
  });

  it('and all of it without a complaint of the browser', () => {
    expect(browser.complaints).toEqual([]);
  });
});
