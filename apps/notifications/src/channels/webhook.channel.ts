import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { Clock } from '@payments/service';
import { Webhook } from 'standardwebhooks';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import type { StoredNotification } from '../notifications/notification.ts';
import type { WebhookSettings } from '../settings.ts';
import { type Channel, DeliveryError } from './channel.ts';
import { isPublicAddress } from './public-address.ts';
import { webhookFailure } from './webhook-answer.ts';
import { webhookMessage } from './webhook-message.ts';

const maxConnections = 64;
/** Of the body of an answer nothing is used; more of it than this is not even waited for. */
const maxAnswerBytes = 16 * 1024;

interface Surroundings {
  readonly clock: Clock;
  /** How names become addresses; the system's resolver, except in tests. */
  readonly resolve?: LookupFunction;
}

/**
 * Posts notifications to one URL, signed after Standard Webhooks. `webhook-id` is the notification's id at every attempt.
 * Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export class WebhookChannel implements Channel {
  readonly name = 'webhook';
  private readonly signers: readonly Webhook[];
  private readonly agent: Agent;
  private readonly clock: Clock;

  constructor(
    private readonly settings: WebhookSettings,
    { clock, resolve = lookup }: Surroundings,
  ) {
    this.clock = clock;
    this.signers = settings.secrets.map((secret) => new Webhook(secret));
    const { allowPrivate, timeoutMs } = settings;
    this.agent = new Agent({
      connect: allowPrivate ? { timeout: timeoutMs, lookup: resolve } : publicConnector(timeoutMs, resolve),
      connections: maxConnections,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
  }

  async deliver(notification: StoredNotification): Promise<void> {
    const answer = await this.post(notification);
    // What it answered is known; what it goes on to say is not worth an error.
    await answer.body.dump({ limit: maxAnswerBytes }).catch(() => undefined);
    const retryAfter = answer.headers['retry-after'];
    const failure = webhookFailure(answer.statusCode, Array.isArray(retryAfter) ? retryAfter[0] : retryAfter);
    if (failure !== undefined) throw failure;
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }

  private async post(notification: StoredNotification): Promise<Dispatcher.ResponseData> {
    const { url, timeoutMs } = this.settings;
    const body = webhookMessage(notification);
    const now = new Date(this.clock.now());
    try {
      return await this.agent.request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'payments-notifications',
          'webhook-id': notification.id,
          'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
          'webhook-signature': this.signers.map((each) => each.sign(notification.id, now, body)).join(' '),
        },
        body,
        signal: AbortSignal.timeout(timeoutMs),
      });
    } catch (error) {
      throw connectionFailure(error, timeoutMs);
    }
  }
}

/**
 * Connects to public addresses only. It looks at the address that is connected to, not at the name: a name can resolve to
 * something else each time.
 */
function publicConnector(timeoutMs: number, resolve: LookupFunction): buildConnector.connector {
  const connect = buildConnector({ timeout: timeoutMs, lookup: publicOnly(resolve) });
  return (options, callback) => {
    // An address in place of a name is not looked up at all.
    const host = options.hostname.replace(/^\[(.*)\]$/, '$1');
    if (isIP(host) !== 0 && !isPublicAddress(host)) callback(addressRefused(), null);
    else connect(options, callback);
  };
}

function publicOnly(resolve: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, '');
      const addresses = Array.isArray(found) ? found : [];
      const open = addresses.filter(({ address }) => isPublicAddress(address));
      const [first] = open;
      if (first === undefined) return callback(addressRefused(), '');
      if (options.all === true) callback(null, open);
      else callback(null, first.address, first.family);
    });
  };
}

function addressRefused(): DeliveryError {
  const message = 'the webhook is at a private address; WEBHOOK_ALLOW_PRIVATE=true would allow it';
  return new DeliveryError(message, { isPermanent: true });
}

function connectionFailure(error: unknown, timeoutMs: number): DeliveryError {
  const refused = [error, (error as Error).cause].find((each) => each instanceof DeliveryError);
  if (refused !== undefined) return refused;
  const { name, code } = error as { name?: string; code?: string };
  if (name === 'TimeoutError')
    return new DeliveryError(`no answer within ${timeoutMs} ms`, { isPermanent: false });
  return new DeliveryError(`not reached: ${code ?? name ?? 'unknown'}`, { isPermanent: false, cause: error });
}
