import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '@payments/testing';
import { describe, expect, it, type TestContext } from 'vitest';

const supervisorProgram = fileURLToPath(new URL('./fixtures/supervisor.ts', import.meta.url));
/** The reaper gives what ignores SIGTERM ten seconds. */
const endTimeoutMs = 20_000;

describe.concurrent('when the process that started servers is killed with SIGKILL', () => {
  it('ends them all, those that ignore SIGTERM too, and removes what it was told to', async ({
    onTestFinished,
  }) => {
    const { supervisor, pids, leftBehind } = await startSupervisor(onTestFinished);
    expect(pids.filter(isAlive)).toHaveLength(2);
    process.kill(supervisor, 'SIGKILL');
    expect(await allEnded(pids)).toBe(true);
    await eventually(() => !existsSync(leftBehind), { what: 'the removal of the folder' });
  });

  it('ends those that are stopped in their tracks', async ({ onTestFinished }) => {
    const { supervisor, pids } = await startSupervisor(onTestFinished);
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    process.kill(supervisor, 'SIGKILL');
    expect(await allEnded(pids)).toBe(true);
  });

  it('ends them even if the whole process group is killed', async ({ onTestFinished }) => {
    const { supervisor, pids } = await startSupervisor(onTestFinished);
    process.kill(-supervisor, 'SIGKILL');
    expect(await allEnded(pids)).toBe(true);
  });
});

describe('a program that ends', () => {
  it('starts nothing any more while it ends what it has started', async ({ onTestFinished }) => {
    const { supervisor, pids, said } = await startSupervisor(onTestFinished);
    process.kill(supervisor, 'SIGTERM');
    expect(await said()).toContain('is ending, and starts nothing any more');
    expect(pids.filter(isAlive)).toEqual([]);
  });
});

async function startSupervisor(onTestFinished: TestContext['onTestFinished']) {
  const folder = await mkdtemp(join(tmpdir(), 'guard-'));
  const leftBehind = join(folder, 'left-behind');
  await mkdir(leftBehind);
  const child = spawn(process.execPath, ['--no-warnings', supervisorProgram, folder], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });
  const said = async (): Promise<string> => String((await once(child.stdout, 'data'))[0]);
  const pids = JSON.parse(await said()) as number[];
  return { supervisor: child.pid ?? 0, pids, leftBehind, said };
}

function allEnded(pids: readonly number[]): Promise<true> {
  return eventually(() => pids.every((pid) => !isAlive(pid)), {
    what: 'the end of all',
    timeoutMs: endTimeoutMs,
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
