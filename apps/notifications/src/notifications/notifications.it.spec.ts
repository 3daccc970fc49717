import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unique } from '@payments/testing';
import { dailyLimitNotification } from '../limit-exceeded/daily-limit-notification.ts';
import { declinedPayment } from '../testing/declined-payment.ts';
import {
  type RunningService,
  startNotifications,
  type TestDatabase,
  testDatabase,
} from '../testing/running-service.ts';
import { NotificationStore } from './notification-store.service.ts';
import type { NotificationPage, NotificationView } from './notification-view.ts';

let database: TestDatabase;
let service: RunningService;

beforeAll(async () => {
  database = await testDatabase();
  service = await startNotifications(database);
});

afterAll(async () => {
  await service.stop();
  await database.drop();
});

async function notify(userId: string, count = 1): Promise<string[]> {
  const notifications = Array.from({ length: count }, () =>
    dailyLimitNotification(declinedPayment({ userId })),
  );
  await service.get(NotificationStore).store(notifications);
  return notifications.map(({ id }) => id);
}

async function list(userId: string, query = ''): Promise<NotificationPage> {
  const answer = await fetch(`${service.url}/v1/users/${userId}/notifications${query}`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as NotificationPage;
}

describe('the notifications of a user', () => {
  it('are listed newest first, with their deliveries', async () => {
    const userId = unique('asha');
    const [first] = await notify(userId);
    const [second] = await notify(userId);
    const { data, nextCursor } = await list(userId);
    expect(data.map(({ id }) => id)).toEqual([second, first]);
    expect(nextCursor).toBeNull();
    expect(data[0]).toEqual({
      id: second,
      userId,
      paymentId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      kind: 'daily-limit-exceeded',
      title: 'Daily limit reached',
      message:
        'Payment of ₹125.00 to chai-point was declined: you have used all 10 payments for 22 November.',
      day: '2026-11-22',
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      readAt: null,
      deliveries: [{ channel: 'in-app', status: 'delivered', attempts: 1, cause: null }],
    });
    expect(Math.abs(Date.now() - Date.parse(data[0]?.createdAt ?? ''))).toBeLessThan(10_000);
  });

  it('stay where they are in a walk through the pages while new ones arrive', async () => {
    const userId = unique('asha');
    const ids = await notify(userId, 25);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: NotificationPage = await list(userId, `?limit=4${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.nextCursor;
      await notify(userId, 3);
    }
    expect(seen).toEqual(ids.toReversed());
  });

  it('are nobody else’s', async () => {
    const userId = unique('Asha');
    await notify(userId);
    expect((await list(userId.toLowerCase())).data).toEqual([]);
  });

  it('are marked as read once', async () => {
    const userId = unique('asha');
    const [id] = await notify(userId);
    const read = async (): Promise<NotificationView> => {
      const answer = await fetch(`${service.url}/v1/notifications/${id}/read`, { method: 'POST' });
      expect(answer.status).toBe(200);
      return (await answer.json()) as NotificationView;
    };
    const { readAt } = await read();
    expect(readAt).not.toBeNull();
    expect((await read()).readAt).toBe(readAt);
    expect((await list(userId)).data[0]?.readAt).toBe(readAt);
  });
});
