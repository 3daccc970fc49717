import { topics } from '@payments/contracts';
import { EventProducer, readCommittedPosition, setGroupOffsets } from '@payments/kafka';
import { paymentRequestedEvent, unique } from '@payments/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConsoleBrowser, expectShown, rowWith } from './support/console-browser.ts';
import { Journey } from './support/journey.ts';
import { orderOf } from './support/payments-client.ts';
import { waitFor } from './support/wait-for.ts';

const [instances, partitions] = [8, topics.paymentsRequested.partitions];
/** One more than a user may make in a day, so that there is somebody to notify. */
const tooMany = 11;
const takeoverMs = 30_000;

let journey: Journey;
let browser: ConsoleBrowser;
let page: Page;
beforeAll(async () => {
  journey = await Journey.start({ without: ['connector'] });
  browser = await ConsoleBrowser.start(() => journey.platform.service('console').url);
  page = await browser.open('/groups');
});
afterAll(async () => {
  await browser?.end();
  await journey?.end();
});

async function expectMembers(count: number, idleCount: number): Promise<void> {
  const members = page.getByRole('table', { name: 'Members of limit-check' });
  const header = 1;
  await waitFor(
    `${count} members on the page, ${idleCount} of them idle`,
    async () => {
      expect(await rowWith(members, 'idle').count()).toBe(idleCount);
      expect(await members.getByRole('row').count()).toBe(header + count);
      return true;
    },
    { timeoutMs: takeoverMs },
  );
}

const payAll = (user: string, count: number) =>
  Promise.all(Array.from({ length: count }, () => journey.payments.payUntilAccepted(orderOf(user))));

describe('eight instances of limit-check on six partitions', () => {
  it('leave two idle, and the page shows which', async () => {
    await journey.platform.service('limit-check').scale(instances);
    await page.goto('/groups/limit-check');
    await expectMembers(instances, instances - partitions);
  });

  it('of which one takes over on the page within seconds when another is killed', async () => {
    const service = journey.platform.service('limit-check');
    const owned = await journey.metric('limit-check', 'kafka_processor_partitions');
    await service.kill(
      'SIGKILL',
      owned.findIndex((count) => count > 0),
    );
    await expectMembers(instances - 1, 1);
    await service.scale(1);
    await service.start();
  });
});

describe('a group that is away', () => {
  it('lags, and the page shows how it grows and falls', async () => {
    const user = unique('meera');
    await payAll(user, tooMany);
    await waitFor(
      'a notification',
      async () => (await journey.notifications.notificationsOf(user)).length > 0,
    );
    await page.goto('/groups/notifications');
    await expectShown(page.getByRole('img', { name: /now 0 records/ }));
    await journey.platform.service('notifications').stop();
    await payAll(user, tooMany);
    await journey.allDecided();
    await expectShown(page.getByRole('img', { name: /now [1-9]\d* records/ }));
    await journey.platform.service('notifications').start();
    await expectShown(page.getByRole('img', { name: /now 0 records/ }));
  });

  it('is taken to another place after a preview, and only while nobody is in it', async () => {
    await page.getByRole('button', { name: 'Reset offsets' }).click();
    const dialog = page.getByRole('dialog', { name: 'Reset offsets of notifications' });
    await dialog.getByText(/its offsets are theirs/).waitFor();
    await journey.platform.service('notifications').stop();
    await dialog.getByText(/its offsets are theirs/).waitFor({ state: 'detached' });
    const reset = dialog.getByRole('button', { name: 'Reset' });
    expect(await reset.isDisabled()).toBe(true);
    await dialog.getByRole('button', { name: 'Preview' }).click();
    await dialog.getByRole('table', { name: 'Preview' }).waitFor();
    await reset.click();
    await dialog.waitFor({ state: 'detached' });
    const { name, partitions: all } = topics.limitsExceeded;
    const positions = await Promise.all(
      Array.from({ length: all }, (_, partition) =>
        readCommittedPosition(journey.kafka, 'notifications', name, partition),
      ),
    );
    expect(positions.map((position) => Number(position?.offset))).toEqual(positions.map(() => 0));
    await journey.platform.service('notifications').start();
  });
});

describe('a dead letter', () => {
  const user = unique('poisoned');

  it('shows its cause, its origin and what is in it', async () => {
    const producer = new EventProducer(journey.kafka);
    const event = paymentRequestedEvent({ userId: user });
    const broken = { ...event, data: { ...event.data, amount: '<b>much</b>' } };
    await producer.send([{ topic: topics.paymentsRequested.name, key: user, value: JSON.stringify(broken) }]);
    await producer.disconnect();
    await page.goto('/dead-letters');
    await rowWith(page, 'limit-check').getByRole('link').click();
    await page.getByRole('table', { name: 'Dead letters of limit-check' }).getByRole('link').first().click();
    const panel = page.locator('.side-panel');
    await panel.getByText(/payments\.requested, partition \d, offset \d+/).waitFor();
    expect(await panel.getByRole('region', { name: 'Value' }).textContent()).toContain('<b>much</b>');
    expect(await page.locator('main b').count()).toBe(0);
  });

  it('is mended and replayed, and goes its way', async () => {
    const before = await journey.size(topics.paymentsDecided.name);
    await page.getByRole('button', { name: 'Edit and replay' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit and replay' });
    const value = dialog.getByLabel('Value');
    await value.fill((await value.inputValue()).replace('"<b>much</b>"', '100'));
    await dialog.getByRole('button', { name: 'Replay' }).click();
    await dialog.waitFor({ state: 'detached' });
    await waitFor('a decision', async () => (await journey.size(topics.paymentsDecided.name)) > before);
    await expectShown(page.getByText('None waits'));
  });
});

describe('a cluster of 2,000 topics and 500 groups', () => {
  const name = unique('shop');
  const numbers = Array.from({ length: 2_000 }, (_, index) => `${name}-${String(index).padStart(4, '0')}`);
  let visitor: Page;
  beforeAll(async () => {
    for (let first = 0; first < numbers.length; first += 250)
      await journey.kafka.withAdmin((admin) =>
        admin.createTopics({
          topics: numbers.slice(first, first + 250).map((each) => ({ topic: each, numPartitions: 1 })),
          waitForLeaders: false,
        }),
      );
    await waitFor('the topics to be there', async () => {
      const present = new Set(await journey.kafka.withAdmin((admin) => admin.listTopics()));
      return numbers.every((each) => present.has(each));
    });
    const groups = numbers.slice(0, 500).values();
    const setAll = async (): Promise<void> => {
      for (const each of groups)
        await setGroupOffsets(journey.kafka, each, [{ topic: each, partition: 0, offset: 0 }]);
    };
    await Promise.all(Array.from({ length: 10 }, setAll));
    visitor = await browser.open('/topics');
  });

  it.each([
    ['/topics', 'Topics', '1999'],
    ['/groups', 'Groups', '0499'],
  ])('is looked through on %s, of which only what is seen is drawn', async (path, table, last) => {
    await visitor.goto(path);
    const rows = visitor.getByRole('table', { name: table }).getByRole('row');
    await visitor.getByLabel('Name contains').fill(name);
    await waitFor('a page full of rows', async () => (await rows.filter({ hasText: name }).count()) > 10);
    expect(await rows.count()).toBeLessThan(100);
    await visitor.getByLabel('Name contains').fill(`${name}-${last}`);
    await waitFor('the one row', async () => (await rows.count()) === 2);
    await expectShown(rowWith(visitor, `${name}-${last}`));
  });

  it('takes no memory for it', async () => {
    expect(await journey.metricOf('console', 0, 'process_resident_memory_bytes')).toBeLessThan(
      300 * 1024 * 1024,
    );
  });
});

it('the browser has complained of nothing', () => {
  expect(browser.complaints).toEqual([]);
});
