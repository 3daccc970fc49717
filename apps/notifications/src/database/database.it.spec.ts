import { migrate } from '@payments/database';
import { eventually, unique } from '@payments/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dailyLimitNotification } from '../limit-exceeded/daily-limit-notification.ts';
import { NotificationStore } from '../notifications/notification-store.service.ts';
import { ApiContract } from '../testing/api-contract.ts';
import { declinedPayment } from '../testing/declined-payment.ts';
import { openStream } from '../testing/event-stream.ts';
import { type MysqlPath, mysqlPath } from '../testing/mysql-path.ts';
import {
  type RunningService,
  startNotifications,
  type TestDatabase,
  testDatabase,
} from '../testing/running-service.ts';
import { type WebhookTarget, webhookTarget } from '../testing/webhook-target.ts';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from './data-source.ts';

let database: TestDatabase;

beforeEach(async () => {
  database = await testDatabase();
});

afterEach(async () => {
  await database.drop();
});

describe('the schema', () => {
  it('is made once by instances that start together, and is what the entities say', async () => {
    const sources = await Promise.all(
      [1, 2, 3].map(() => new DataSource(dataSourceOptions(database)).initialize()),
    );
    await Promise.all(sources.map(migrate));
    const [source] = sources as [DataSource];
    expect(await database.rows('SELECT name FROM migrations')).toEqual([
      { name: 'CreateNotifications1795300000000' },
    ]);
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
    await source.undoLastMigration();
    expect(await database.rows('SHOW TABLES')).toHaveLength(1);
    await Promise.all(sources.map((each) => each.destroy()));
  });
});

describe('while the database is away', () => {
  const userId = unique('asha');
  let path: MysqlPath;
  let target: WebhookTarget;
  let service: RunningService;

  beforeEach(async () => {
    path = await mysqlPath(database);
    target = await webhookTarget();
    service = await startNotifications(path.database, {
      WEBHOOK_URL: target.url,
      WEBHOOK_SECRET: `whsec_${Buffer.alloc(24, 7).toString('base64')}`,
      WEBHOOK_ALLOW_PRIVATE: 'true',
    });
  });

  afterEach(async () => {
    path.mend();
    await service.stop();
    await Promise.all([path.close(), target.close()]);
  });

  it('every answer says so, and what was begun goes on when it is back', async () => {
    const api = await ApiContract.of(service.url);
    const notification = dailyLimitNotification(declinedPayment({ userId }));
    const { id } = notification;
    const stream = await openStream(`${service.url}/v1/users/${userId}/notifications/stream`);
    path.cut();
    for (const [method, asked] of [
      ['get', `/v1/users/${userId}/notifications`],
      ['get', `/v1/users/${userId}/notifications/stream`],
      ['post', `/v1/notifications/${id}/read`],
      ['post', `/v1/notifications/${id}/deliveries/webhook/retry`],
      ['post', `/v1/deliveries/webhook/retry`],
    ] as const) {
      const answer = await api.ask(method, asked);
      expect(answer).toMatchObject({ status: 503, body: { code: 'database_unavailable' } });
    }
    await expect(service.get(NotificationStore).store([notification])).rejects.toThrow(/ECONN|closed|lost/);
    const ready = await fetch(`${service.url}/health/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ missing: { database: expect.any(String) } });
    expect((await fetch(`${service.url}/metrics`)).status).toBe(200);

    path.mend();
    await service.get(NotificationStore).store([notification]);
    await eventually(() => stream.events.length === 1 && target.received.length === 1, {
      what: 'the notification on the stream that was open, and its webhook',
    });
    await eventually(async () => (await fetch(`${service.url}/health/ready`)).status === 200);
    stream.close();
  });
});
