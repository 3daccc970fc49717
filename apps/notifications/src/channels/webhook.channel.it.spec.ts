import type { LookupFunction } from 'node:net';
import { SystemClock } from '@payments/service';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storedNotification } from '../testing/stored-notification.ts';
import { answerWith, type WebhookTarget, webhookTarget } from '../testing/webhook-target.ts';
import { WebhookChannel } from './webhook.channel.ts';

const secret = `whsec_${Buffer.from('a secret of twenty-four!').toString('base64')}`;
const otherSecret = `whsec_${Buffer.from('another secret, as long..').toString('base64')}`;
const notification = storedNotification();

let target: WebhookTarget;
const open: WebhookChannel[] = [];

beforeEach(async () => {
  target = await webhookTarget();
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
  await target.close();
});

interface ChannelOptions {
  readonly url?: string;
  readonly secrets?: string[];
  readonly allowPrivate?: boolean;
  readonly timeoutMs?: number;
  readonly resolve?: LookupFunction;
}

function channel(options: ChannelOptions = {}): WebhookChannel {
  const { url = target.url, secrets = [secret], allowPrivate = true, timeoutMs = 5_000, resolve } = options;
  const surroundings = { clock: new SystemClock(), ...(resolve === undefined ? {} : { resolve }) };
  const made = new WebhookChannel({ url: new URL(url), secrets, allowPrivate, timeoutMs }, surroundings);
  open.push(made);
  return made;
}

/** A resolver that says the same address for every name, as somebody's own name server could. */
function resolvesTo(address: string, family: 4 | 6 = 4): LookupFunction {
  return (_, options, callback) =>
    options.all === true ? callback(null, [{ address, family }]) : callback(null, address, family);
}

describe('a webhook', () => {
  it('is posted as JSON and signed, so that the receiver can verify it with the standard library', async () => {
    await channel().deliver(notification);
    const [received] = target.received;
    expect(received).toMatchObject({ method: 'POST', path: '/hooks?tenant=1' });
    expect(received?.headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': notification.id,
    });
    const verified = new Webhook(secret).verify(
      received?.body ?? '',
      received?.headers as Record<string, string>,
    );
    const { createdAt, ...rest } = notification;
    expect(verified).toEqual({
      type: 'notification.created',
      timestamp: '2026-11-22T16:30:00.123Z',
      data: { ...rest, createdAt: createdAt.toISOString() },
    });
  });

  it('carries the same id and the same bytes at every attempt', async () => {
    const attempts = channel();
    await attempts.deliver(notification);
    await attempts.deliver(notification);
    const [first, second] = target.received;
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.body).toBe(first?.body);
  });

  it('is signed with every secret while they are rotated', async () => {
    await channel({ secrets: [secret, otherSecret] }).deliver(notification);
    const [received] = target.received;
    for (const each of [secret, otherSecret])
      expect(() =>
        new Webhook(each).verify(received?.body ?? '', received?.headers as Record<string, string>),
      ).not.toThrow();
  });

  it('does not follow a redirect', async () => {
    const elsewhere = await webhookTarget();
    target.answer = answerWith(307, { location: elsewhere.url });
    await expect(channel().deliver(notification)).rejects.toMatchObject({
      isPermanent: true,
      message: 'HTTP 307: redirects are not followed',
    });
    expect(elsewhere.received).toEqual([]);
    await elsewhere.close();
  });

  it('that does not answer is given up after its timeout', async () => {
    target.answer = () => undefined;
    await expect(channel({ timeoutMs: 200 }).deliver(notification)).rejects.toMatchObject({
      isPermanent: false,
      message: 'no answer within 200 ms',
    });
  });

  it('that trickles its answer is not waited for beyond the timeout', async () => {
    target.answer = (response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(timer));
    };
    const begun = performance.now();
    await channel({ timeoutMs: 300 }).deliver(notification);
    expect(performance.now() - begun).toBeLessThan(2_000);
  });

  it('that is not there may be there later', async () => {
    await target.close();
    await expect(channel().deliver(notification)).rejects.toMatchObject({
      isPermanent: false,
      message: 'not reached: ECONNREFUSED',
    });
    target = await webhookTarget();
  });
});

describe('a webhook to a private address', () => {
  it.each([
    ['an address', (port: number) => `http://127.0.0.1:${port}/`],
    ['an address in other words', (port: number) => `http://2130706433:${port}/`],
    ['an IPv6 address', (port: number) => `http://[::1]:${port}/`],
    ['a mapped address', (port: number) => `http://[::ffff:127.0.0.1]:${port}/`],
    ['a name', (port: number) => `http://localhost:${port}/`],
  ])('is refused when it is given as %s', async (_, url) => {
    await expect(
      channel({ url: url(target.port), allowPrivate: false }).deliver(notification),
    ).rejects.toMatchObject({ isPermanent: true, message: /private address/ });
    expect(target.connections).toBe(0);
  });

  it('is refused when a public name resolves to it at the moment of connecting', async () => {
    const rebinding = channel({
      url: `http://hooks.example.com:${target.port}/`,
      allowPrivate: false,
      resolve: resolvesTo('127.0.0.1'),
    });
    await expect(rebinding.deliver(notification)).rejects.toMatchObject({ message: /private address/ });
    expect(target.connections).toBe(0);
  });

  it('is reached if that is allowed', async () => {
    const allowed = channel({
      url: `http://hooks.example.com:${target.port}/`,
      allowPrivate: true,
      resolve: resolvesTo('127.0.0.1'),
    });
    await allowed.deliver(notification);
    expect(target.received).toHaveLength(1);
  });
});
