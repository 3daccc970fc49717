import { PassThrough } from 'node:stream';
import { eventually, unique } from '@payments/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dailyLimitNotification } from '../limit-exceeded/daily-limit-notification.ts';
import { NotificationStore } from '../notifications/notification-store.service.ts';
import type { NotificationPage } from '../notifications/notification-view.ts';
import { declinedPayment } from '../testing/declined-payment.ts';
import { type EventStream, openStream } from '../testing/event-stream.ts';
import {
  type RunningService,
  startNotifications,
  type TestDatabase,
  testDatabase,
} from '../testing/running-service.ts';
import { StreamHub } from './stream-hub.service.ts';

let database: TestDatabase;
let service: RunningService;
let other: RunningService;
const open: EventStream[] = [];

beforeAll(async () => {
  database = await testDatabase();
  const settings = {
    STREAM_HEARTBEAT_MS: '50',
    STREAM_MAX_CONNECTIONS: '6',
    STREAM_MAX_CONNECTIONS_PER_USER: '3',
  };
  [service, other] = await Promise.all([
    startNotifications(database, settings),
    startNotifications(database),
  ]);
});

afterEach(async () => {
  for (const stream of open) stream.close();
  await Promise.all(open.splice(0).map(({ ended }) => ended));
});

afterAll(async () => {
  await Promise.all([service.stop(), other.stop()]);
  await database.drop();
});

async function notify(userId: string, count = 1, by = service): Promise<string[]> {
  const batch = Array.from({ length: count }, () => dailyLimitNotification(declinedPayment({ userId })));
  await by.get(NotificationStore).store(batch);
  return batch.map(({ id }) => id);
}

async function connect(userId: string, lastEventId?: string): Promise<EventStream> {
  const headers: Record<string, string> = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  const stream = await openStream(`${service.url}/v1/users/${userId}/notifications/stream`, headers);
  open.push(stream);
  return stream;
}

function idsOf(stream: EventStream): string[] {
  return stream.events.map(({ id }) => id);
}

async function expectEvents(stream: EventStream, ids: readonly string[]): Promise<void> {
  await eventually(() => stream.events.length >= ids.length, { what: `${ids.length} events` });
  expect(idsOf(stream)).toEqual(ids);
}

describe('the stream of a user', () => {
  it('brings what is stored from then on, as the list shows it', async () => {
    const userId = unique('asha');
    await notify(userId);
    const stream = await connect(userId);
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const ids = await notify(userId, 2);
    await expectEvents(stream, ids);
    const answer = await fetch(`${service.url}/v1/users/${userId}/notifications?limit=1`);
    const { data } = (await answer.json()) as NotificationPage;
    expect(stream.events[1]).toMatchObject({ event: 'notification', data: { ...data[0], deliveries: [{}] } });
  });

  it('brings nothing of anybody else', async () => {
    const [asha, ravi] = [unique('asha'), unique('ravi')];
    const stream = await connect(asha);
    await notify(ravi, 5);
    await expectEvents(stream, await notify(asha));
  });

  it('brings what another instance has stored', async () => {
    const userId = unique('asha');
    const stream = await connect(userId);
    await expectEvents(stream, await notify(userId, 3, other));
  });

  it('goes on after the last event that the client has seen, and then live', async () => {
    const userId = unique('asha');
    const ids = await notify(userId, 130);
    const stream = await connect(userId, ids[9]);
    await expectEvents(stream, ids.slice(10));
    const later = await notify(userId, 2, other);
    await expectEvents(stream, [...ids.slice(10), ...later]);
  });

  it('loses and doubles nothing for a client that comes and goes while much is stored', async () => {
    const userId = unique('asha');
    const seen = await notify(userId);
    const all = [...seen];
    const storing = (async () => {
      for (let batch = 0; batch < 40; batch += 1)
        all.push(...(await notify(userId, 10, batch % 2 === 0 ? service : other)));
    })();
    await eventually(
      async () => {
        const stream = await connect(userId, seen.at(-1));
        await eventually(() => stream.events.length > 0 || seen.length === all.length, { intervalMs: 1 });
        stream.close();
        await stream.ended;
        seen.push(...idsOf(stream));
        return seen.length >= 401;
      },
      { what: 'everything to be seen', intervalMs: 0 },
    );
    await storing;
    expect(seen).toEqual(all);
  });

  it('takes the last event from the query too', async () => {
    const userId = unique('asha');
    const ids = await notify(userId, 3);
    const stream = await openStream(
      `${service.url}/v1/users/${userId}/notifications/stream?lastEventId=${ids[0]}`,
    );
    open.push(stream);
    await expectEvents(stream, ids.slice(1));
  });

  it('waits for a client that does not read, keeping little for it, while it serves the others', async () => {
    const userId = unique('asha');
    const [first = ''] = await notify(userId);
    const others = await connect(userId, first);
    const unread = new PassThrough();
    const hub = service.get(StreamHub);
    hub.open({ userId, position: await hub.begin(userId, first) }, () => unread);

    const ids: string[] = [];
    for (let batch = 0; batch < 4; batch += 1) ids.push(...(await notify(userId, 500)));
    await expectEvents(others, ids);
    expect(hub.blocked).toBe(1);
    expect(unread.readableLength + unread.writableLength).toBeLessThan(200_000);

    let text = '';
    unread.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    await eventually(() => text.split('\nevent: ').length > ids.length, { what: 'all of them in the end' });
    expect([...text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id)).toEqual(ids);
    unread.destroy();
  });

  it('is kept alive by comments', async () => {
    const stream = await connect(unique('asha'));
    await eventually(() => stream.comments.length >= 3);
    expect(stream.comments[0]).toBe(': heartbeat');
  });

  it('answers HEAD and is done', async () => {
    const answer = await fetch(`${service.url}/v1/users/asha/notifications/stream`, { method: 'HEAD' });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('');
  });
});

describe('a stream that cannot be', () => {
  it.each([
    ['an event there is not', '00000000-0000-8000-8000-000000000000'],
    ['nonsense', "1' OR '1'='1"],
  ])('begins after %s', async (_, lastEventId) => {
    const stream = await connect(unique('asha'), lastEventId);
    expect(stream.response.status).toBe(400);
    expect(await stream.response.json()).toMatchObject({ code: 'parameter_invalid' });
  });

  it('begins after an event of somebody else', async () => {
    const [id = ''] = await notify(unique('ravi'));
    expect((await connect(unique('asha'), id)).response.status).toBe(400);
  });

  it('is one too many of a user, or of all', async () => {
    const [asha, ravi] = [unique('asha'), unique('ravi')];
    const first = await Promise.all([connect(asha), connect(asha), connect(asha)]);
    const fourth = await connect(asha);
    expect(fourth.response.status).toBe(429);
    expect(fourth.response.headers.get('retry-after')).toBe('5');
    await Promise.all([connect(ravi), connect(ravi), connect(ravi)]);
    expect((await connect(unique('mina'))).response.status).toBe(503);

    first[0].close();
    await eventually(async () => (await connect(asha)).response.status === 200);
  });
});

describe('a service that stops', () => {
  it('ends its streams, and does not wait for their clients', async () => {
    const stopping = await startNotifications(database);
    const stream = await openStream(`${stopping.url}/v1/users/asha/notifications/stream`);
    await stopping.stop();
    await stream.ended;
    expect(stream.response.status).toBe(200);
  });

  it('breaks off the stream of a client that does not read, whose end would never come', async () => {
    const stopping = await startNotifications(database);
    const userId = unique('asha');
    const [first = ''] = await notify(userId, 400);
    const unread = new PassThrough();
    const hub = stopping.get(StreamHub);
    hub.open({ userId, position: await hub.begin(userId, first) }, () => unread);
    await eventually(() => hub.blocked === 1);
    await stopping.stop();
    expect(unread.destroyed).toBe(true);
  });
});
