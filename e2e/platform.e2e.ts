import { eventually } from '@payments/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Platform, startPlatform } from '../tools/platform/platform.ts';
import { showLogsOfFailures } from './support/logs-of-failures.ts';
import { processesNaming } from '../tools/stack/fixtures/process-list.ts';

const answerTimeoutMs = 2_000;

/** One story, each chapter on what the one before has left. */
describe('the platform, while its services are hurt', () => {
  let platform: Platform;
  const reports: string[] = [];

  beforeAll(async () => {
    platform = await startPlatform({
      data: 'temporary',
      ports: 'free',
      report: (sentence) => reports.push(sentence),
    });
    showLogsOfFailures(platform.stack);
  });
  afterAll(() => platform.stop());

  it('is ready, every service of it', async () => {
    for (const { url } of platform.services) expect(await isReady(url)).toBe(true);
  });

  it('starts a crashed service again, and says so', async () => {
    const service = platform.service('limit-check');
    const [pid = 0] = service.pids;
    process.kill(pid, 'SIGKILL');
    await eventually(() => reports.some((sentence) => sentence === 'limit-check runs again.'), {
      what: 'the report of the restart',
      timeoutMs: 60_000,
    });
    expect(reports[0]).toMatch(
      /^limit-check ended \(SIGKILL\) and is started again in 1 s\. Its log is .*limit-check\.log\.$/,
    );
    expect(service.pids).not.toContain(pid);
    expect(await isReady(service.url)).toBe(true);
  });

  it('leaves a service away that was killed on purpose, until it is started', async () => {
    const service = platform.service('notifications');
    const said = reports.length;
    await service.kill('SIGKILL');
    expect(await isReady(service.url)).toBe(false);
    await service.start();
    expect(await isReady(service.url)).toBe(true);
    expect(reports).toHaveLength(said);
  });

  it('stops a service in its tracks, and lets it go on', async () => {
    const service = platform.service('payments-api');
    const { pids } = service;
    await service.pause();
    expect(await isReady(service.url)).toBe(false);
    await service.continue();
    expect(await eventually(() => isReady(service.url), { what: 'the service to answer' })).toBe(true);
    expect(service.pids).toEqual(pids);
  });

  it('runs a service several times, and once again', async () => {
    const service = platform.service('limit-check');
    await service.scale(3);
    expect(new Set(service.urls).size).toBe(3);
    for (const url of service.urls) expect(await isReady(url)).toBe(true);
    await service.scale(1);
    expect(service.urls).toHaveLength(1);
    // The one that stays takes the partitions of those that left, and is ready when it has their state.
    expect(await eventually(() => isReady(service.url), { what: 'the service to be ready' })).toBe(true);
  });

  it('survives its broker and its database being killed and started', async () => {
    const { kafka, mysql } = platform.stack;
    await Promise.all([mysql.server.kill('SIGKILL'), ...kafka.nodes.map((node) => node.kill('SIGKILL'))]);
    await Promise.all([mysql.server.start(), ...kafka.nodes.map((node) => node.start())]);
    for (const { name, url } of platform.services) {
      const ready = await eventually(() => assertReady(url), {
        what: `${name} to be ready`,
        timeoutMs: 60_000,
      });
      expect(ready).toBe(true);
    }
  });

  it('leaves nothing behind when it is stopped', async () => {
    const { dataFolder } = platform.stack;
    const pids = platform.services.flatMap((service) => service.pids);
    await platform.stop();
    expect(await processesNaming(dataFolder)).toEqual([]);
    expect(pids.filter((pid) => pid === undefined || isAlive(pid))).toEqual([]);
  });
});

describe('the platform, when a service cannot start', () => {
  it('says which, why and where its log is, and stops the rest', async () => {
    const starting = startPlatform({
      data: 'temporary',
      ports: 'free',
      settings: { 'limit-check': { PORT: 'http' } },
    });
    const failure: unknown = await starting.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    const { message } = failure as Error;
    expect(message).toMatch(/^limit-check ended\. Its log is .*limit-check\.log, the last lines are:/);
    expect(message).toContain('PORT is \\"http\\"');
    const folder = /Its log is (.*)\/logs\/limit-check\.log/.exec(message)?.[1] ?? '';
    expect(await processesNaming(folder)).toEqual([]);
  });
});

/** Says what is missing if it is not. */
async function assertReady(url: string): Promise<true> {
  const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(answerTimeoutMs) });
  const body = await response.text();
  if (!response.ok) throw new Error(body);
  return true;
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(answerTimeoutMs) }).then(
    (response) => response.ok,
    () => false,
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
