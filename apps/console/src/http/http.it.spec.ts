import { request } from 'node:http';
import { apiPaths, type ConsoleSession } from '@payments/console-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningConsole, startConsole } from '../testing/running-console.ts';

let running: RunningConsole;

beforeAll(async () => {
  running = await startConsole({ CONSOLE_PASSWORD: 'open sesame' });
});

afterAll(() => running.stop());

/** With headers that fetch does not let be set. */
function ask(path: string, headers: Record<string, string>, method = 'GET') {
  return new Promise<{ status: number | undefined; headers: Record<string, unknown>; text: string }>(
    (resolve, reject) => {
      const asked = request(`${running.url}${path}`, { method, headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
      });
      asked.on('error', reject);
      asked.end();
    },
  );
}

const known = { authorization: `Basic ${Buffer.from('me:open sesame').toString('base64')}` };

describe('the console', () => {
  it('tells how it is set, without its secrets', async () => {
    const { text } = await ask(apiPaths.session(), known);
    expect((JSON.parse(text) as ConsoleSession).addresses.bucket).toBeTypeOf('string');
    expect(text).not.toContain('open sesame');
  });

  it('has browsers ask for the password, and shows nothing before', async () => {
    const { status, headers, text } = await ask('/', {});
    expect([status, headers['www-authenticate']]).toEqual([401, 'Basic realm="console", charset="UTF-8"']);
    expect(JSON.parse(text)).toMatchObject({ code: 'password_required' });
    expect((await ask('/health/ready', {})).status).toBe(200);
  });

  it('is for no name that others can let point here', async () => {
    const { status, text } = await ask(apiPaths.session(), { ...known, host: 'evil.example' });
    expect([status, (JSON.parse(text) as { code: string }).code]).toEqual([403, 'foreign_request']);
  });

  it('gives its page, for whatever address in it, and lets that run nothing but its own scripts', async () => {
    const { status, headers } = await ask('/topics/payments.requested', known);
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
  });

  it.each([
    '/api/nothing',
    '/assets/../../package.json',
    '/assets/nothing.js',
    '/api/..%2f..%2fpackage.json',
  ])('has nothing at %s', async (path) => {
    const { status, text } = await ask(path, known);
    expect(status === 404 || !text.includes('"dependencies"')).toBe(true);
  });
});
