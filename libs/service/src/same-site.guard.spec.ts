import type { ExecutionContext } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { SameSiteGuard } from './same-site.guard.ts';

function isLetIn(method: string, headers: Record<string, string>): boolean {
  const context = { switchToHttp: () => ({ getRequest: () => ({ method, headers }) }) };
  try {
    return new SameSiteGuard().canActivate(context as unknown as ExecutionContext);
  } catch {
    return false;
  }
}

describe('a change', () => {
  it.each([
    ['a program', { host: 'connector:8083' }],
    [
      'a page of this service',
      { host: 'localhost:8083', origin: 'http://localhost:8083', 'sec-fetch-site': 'same-origin' },
    ],
    ['a page of this service, by its address', { host: '127.0.0.1:8083', origin: 'http://127.0.0.1:8083' }],
    ['a page of this service, by its newer address', { host: '[::1]:8083', origin: 'http://[::1]:8083' }],
  ])('of %s is let in', (_who, headers) => {
    expect(isLetIn('POST', headers)).toBe(true);
  });

  it.each([
    [
      'another site',
      { host: 'localhost:8083', origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    ],
    ['another site, in an older browser', { host: 'localhost:8083', origin: 'https://evil.example' }],
    [
      'another port',
      { host: 'localhost:8083', origin: 'http://localhost:9021', 'sec-fetch-site': 'same-site' },
    ],
    ['a sandbox', { host: 'localhost:8083', origin: 'null' }],
    [
      'a site whose name leads here',
      { host: 'evil.example:8083', origin: 'http://evil.example:8083', 'sec-fetch-site': 'same-origin' },
    ],
    ['an image of another site', { host: 'localhost:8083', 'sec-fetch-site': 'cross-site' }],
  ])('of %s is refused', (_who, headers) => {
    expect(isLetIn('PUT', headers)).toBe(false);
  });
});

it('reading is let in from anywhere: browsers give the answer to nobody else', () => {
  expect(isLetIn('GET', { host: 'localhost:8083', origin: 'https://evil.example' })).toBe(true);
});
