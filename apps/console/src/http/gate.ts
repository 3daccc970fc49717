import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isFromOwnSite, isOwnName, type Problem } from '@payments/service';
import type { ConsoleSettings } from '../settings.ts';
import { problems } from './problems.ts';

type GateSettings = Pick<ConsoleSettings, 'password' | 'isReadOnly' | 'hosts'>;

export interface AskedAtTheGate {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

const readingMethods = new Set(['GET', 'HEAD', 'OPTIONS']);
/** They take a body, and change nothing. */
const readingPosts = /\/(?:preview|validate)$/;

/** Why a request is not let in; undefined if it is. Programs that watch over the service need no password to ask for its health. */
export function refusal(
  { method, url, headers }: AskedAtTheGate,
  settings: GateSettings,
): Problem | undefined {
  const path = url.split('?', 1)[0] ?? '';
  const isOwn = (name: string): boolean => isOwnName(name) || settings.hosts.includes(name.toLowerCase());
  if (!isOwn(hostName(headers.host)))
    return problems.foreignRequest(
      `Browsers reach this console as localhost, by an address, or by a name that CONSOLE_HOSTS lists, and not as ${headers.host ?? 'nothing'}.`,
    );
  if (!path.startsWith('/health/') && !isKnown(headers.authorization, settings.password))
    return problems.passwordRequired();
  if (!isFromOwnSite(method, headers, isOwn))
    return problems.foreignRequest('Changes from pages of other sites are refused.');
  if (settings.isReadOnly && !readingMethods.has(method) && !readingPosts.test(path))
    return problems.readOnly();
  return undefined;
}

/** Without the port. */
function hostName(host = ''): string {
  return URL.parse(`http://${host}`)?.hostname ?? '';
}

/** HTTP's Basic: browsers ask for it themselves, and send it with streams too. The name does not matter. */
function isKnown(authorization: string | undefined, password: string | undefined): boolean {
  if (password === undefined) return true;
  const [, encoded] = /^Basic ([\w+/=-]+)$/i.exec(authorization ?? '') ?? [];
  if (encoded === undefined) return false;
  const given = Buffer.from(encoded, 'base64')
    .toString()
    .replace(/^[^:]*:/, '');
  return timingSafeEqual(digest(given), digest(password));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
