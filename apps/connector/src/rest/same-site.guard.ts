import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { RestError } from './rest-error.ts';

const readingMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses changes that a page of another site makes a browser send: this API asks nobody who they are. Browsers always say where such a
 * request comes from; programs say nothing, and are let in.
 */
@Injectable()
export class SameSiteGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { method, headers } = context.switchToHttp().getRequest<FastifyRequest>();
    if (readingMethods.has(method) || isFromHere(headers)) return true;
    throw new RestError(
      403,
      'Changes from pages of other sites are refused. Send the request with a program.',
    );
  }
}

/** The name must be one that no foreign page can have: otherwise its owner could let the name point here. */
function isFromHere(headers: FastifyRequest['headers']): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const { origin, host } = headers;
  if (origin === undefined) return true;
  const from = URL.parse(origin);
  return from !== null && from.host === host && isOwnName(from.hostname);
}

function isOwnName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || /^[\d.]+$|^\[[\da-f:.]+\]$/i.test(name);
}
