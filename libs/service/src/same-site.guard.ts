import type { IncomingHttpHeaders } from 'node:http';
import { type CanActivate, type ExecutionContext, ForbiddenException, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

const readingMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Refuses with 403 what {@link isFromOwnSite} says a page of another site makes a browser send. */
@Injectable()
export class SameSiteGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { method, headers } = context.switchToHttp().getRequest<FastifyRequest>();
    if (isFromOwnSite(method, headers)) return true;
    throw new ForbiddenException(
      'Changes from pages of other sites are refused. Send the request with a program.',
    );
  }
}

/**
 * False for a change that a page of another site makes a browser send: whoever asks nobody who they are, or lets the browser say it by
 * itself, must not obey it. Browsers always say where such a request comes from; programs say nothing, and are let in. The name of the
 * page must be one that no foreign page can have, as in {@link isOwnName}.
 */
export function isFromOwnSite(
  method: string,
  headers: IncomingHttpHeaders,
  isOwn: (name: string) => boolean = isOwnName,
): boolean {
  if (readingMethods.has(method)) return true;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const { origin, host } = headers;
  if (origin === undefined) return true;
  const from = URL.parse(origin);
  return from !== null && from.host === host && isOwn(from.hostname);
}

/** True of names that nobody else's page can have: an owner of any other name could let it point here. */
export function isOwnName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || /^[\d.]+$|^\[[\da-f:.]+\]$/i.test(name);
}
