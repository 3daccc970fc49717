import { eventually, unique } from '@payments/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dailyLimitNotification } from '../limit-exceeded/daily-limit-notification.ts';
import { declinedPayment } from '../testing/declined-payment.ts';
import {
  type RunningService,
  startNotifications,
  type TestDatabase,
  testDatabase,
} from '../testing/running-service.ts';
import type { NewNotification } from './notification.ts';
import { NotificationStore } from './notification-store.service.ts';

/** Channels that are switched on and lead nowhere. */
const everyChannel = {
  WEBHOOK_URL: 'http://127.0.0.1:9/',
  WEBHOOK_SECRET: `whsec_${Buffer.alloc(24, 7).toString('base64')}`,
  WEBHOOK_ALLOW_PRIVATE: 'true',
  SMTP_URL: 'smtp://127.0.0.1:9',
};

let database: TestDatabase;
const running: RunningService[] = [];

beforeEach(async () => {
  database = await testDatabase();
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()));
  await database.drop();
});

async function start(environment: Record<string, string> = {}): Promise<NotificationStore> {
  const service = await startNotifications(database, environment);
  running.push(service);
  return service.get(NotificationStore);
}

function notifications(count: number, userId = unique('asha')): NewNotification[] {
  return Array.from({ length: count }, () => dailyLimitNotification(declinedPayment({ userId })));
}

async function counts(): Promise<Record<string, number>> {
  const rows = await database.rows<{ what: string; count: number }>(
    `SELECT 'notifications' AS what, COUNT(*) AS count FROM notifications
     UNION ALL SELECT channel, COUNT(*) FROM deliveries GROUP BY channel`,
  );
  return Object.fromEntries(rows.map(({ what, count }) => [what, count]));
}

describe('what is stored', () => {
  it('is one notification and one delivery a channel, however often and by however many it is brought', async () => {
    const stores = await Promise.all([start(everyChannel), start(everyChannel)]);
    const batch = notifications(1_200);
    const stored = await Promise.all(
      [0, 1, 2, 3].map((n) => stores[n % 2]?.store(n < 2 ? batch : batch.slice(n * 100))),
    );
    expect(stored.reduce<number>((sum, count) => sum + (count ?? 0), 0)).toBe(1_200);
    expect(await counts()).toEqual({ notifications: 1_200, 'in-app': 1_200, webhook: 1_200, email: 1_200 });
  });

  it('is one row for an event that is twice in a batch', async () => {
    const store = await start();
    const [one] = notifications(1) as [NewNotification];
    expect(await store.store([one, one])).toBe(1);
    expect(await counts()).toEqual({ notifications: 1, 'in-app': 1 });
  });

  it('is the whole batch or nothing of it', async () => {
    const store = await start();
    const batch = notifications(700);
    const [last] = notifications(1) as [NewNotification];
    await expect(store.store([...batch, { ...last, message: 'x'.repeat(501) }])).rejects.toMatchObject({
      code: 'ER_DATA_TOO_LONG',
    });
    expect(await counts()).toEqual({ notifications: 0 });
  });

  it('does not go out again when it comes again after a channel was switched on', async () => {
    const before = await start();
    const batch = notifications(3);
    await before.store(batch);
    const after = await start(everyChannel);
    expect(await after.store([...batch, ...notifications(1)])).toBe(1);
    expect(await counts()).toEqual({ notifications: 4, 'in-app': 4, webhook: 1, email: 1 });
  });

  it('appears in the order of its positions, so that a reader who goes by them misses nothing', async () => {
    const stores = await Promise.all([start(), start()]);
    const userId = unique('asha');
    const total = 60 * 20;
    const seen = new Set<string>();
    let position = 0;
    const reading = eventually(
      async () => {
        const [stored] = await database.rows<{ count: number }>(
          'SELECT COUNT(*) AS count FROM notifications',
        );
        const rows = await database.rows<{ seq: number; id: string }>(
          'SELECT seq, id FROM notifications WHERE user_id = ? AND seq > ? ORDER BY seq',
          [userId, position],
        );
        for (const { id } of rows) seen.add(id);
        position = rows.at(-1)?.seq ?? position;
        return stored?.count === total && rows.length === 0;
      },
      { what: 'everything to be stored', intervalMs: 1 },
    );
    const writers = [0, 1, 2, 3].map(async (writer) => {
      for (let batch = 0; batch < 15; batch += 1) await stores[writer % 2]?.store(notifications(20, userId));
    });
    await Promise.all([...writers, reading]);
    expect(seen.size).toBe(total);
  });
});
