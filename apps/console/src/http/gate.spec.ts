import { describe, expect, it } from 'vitest';
import { refusal } from './gate.ts';

const open = { password: undefined, isReadOnly: false, hosts: ['console.example'] };
const closed = { ...open, password: 'open sesame' };
const local = { host: 'localhost:9021' };

function from(origin: string, site: string) {
  return { ...local, origin, 'sec-fetch-site': site };
}

function basic(password: string): { host: string; authorization: string } {
  return { ...local, authorization: `Basic ${Buffer.from(`anyone:${password}`).toString('base64')}` };
}

function code(
  method: string,
  url: string,
  headers: Record<string, string>,
  settings: Parameters<typeof refusal>[1] = open,
) {
  return refusal({ method, url, headers }, settings)?.code;
}

describe('a request', () => {
  it.each(['localhost:9021', '127.0.0.1:9021', '[::1]:9021', 'console.example', 'Console.Example:80'])(
    'to %s is let in',
    (host) => {
      expect(code('GET', '/api/topics', { host })).toBeUndefined();
    },
  );

  it.each(['evil.example:9021', 'localhost.evil.example', ''])(
    'to %s, a name that somebody else lets point here, is refused even if it only reads',
    (host) => {
      expect(code('GET', '/api/topics', { host })).toBe('foreign_request');
    },
  );

  it('that changes something is refused from a page of another site', () => {
    expect(code('POST', '/api/topics', from('https://evil.example', 'cross-site'))).toBe('foreign_request');
    expect(code('POST', '/api/topics', from('http://localhost:3000', 'same-site'))).toBe('foreign_request');
    expect(code('POST', '/api/topics', from('http://localhost:9021', 'same-origin'))).toBeUndefined();
  });
});

describe('with a password', () => {
  it('nothing is shown without it', () => {
    for (const url of ['/', '/api/topics', '/metrics', '/docs'])
      expect(code('GET', url, local, closed)).toBe('password_required');
    expect(code('GET', '/', basic('open simsim'), closed)).toBe('password_required');
    expect(code('GET', '/', basic(''), closed)).toBe('password_required');
    expect(code('GET', '/', { ...local, authorization: 'Bearer open sesame' }, closed)).toBe(
      'password_required',
    );
  });

  it('all is shown, whatever the name', () => {
    expect(code('GET', '/', basic('open sesame'), closed)).toBeUndefined();
  });

  it('the health is told to everyone', () => {
    expect(code('GET', '/health/ready', local, closed)).toBeUndefined();
  });
});

describe('a console that only shows', () => {
  const readOnly = { ...open, isReadOnly: true };

  it('lets everything be read', () => {
    expect(code('GET', '/api/topics/a/messages/search?limit=5', local, readOnly)).toBeUndefined();
    expect(code('POST', '/api/groups/a/offsets/preview', local, readOnly)).toBeUndefined();
    expect(code('POST', '/api/connector-plugins/S3Sink/validate', local, readOnly)).toBeUndefined();
  });

  it('lets nothing be changed', () => {
    expect(code('POST', '/api/groups/a/offsets', local, readOnly)).toBe('read_only');
    expect(code('DELETE', '/api/topics/a', local, readOnly)).toBe('read_only');
    expect(code('POST', '/api/payments?x=/preview', local, readOnly)).toBe('read_only');
  });
});
