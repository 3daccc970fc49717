import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { eventually } from '@payments/testing';
import { expect, it, onTestFinished } from 'vitest';
import { runProgram } from '../stack/command.ts';

const launcher = fileURLToPath(new URL('./fixtures/launcher.mjs', import.meta.url));
const manifest = new URL('../../package.json', import.meta.url);
const runner = fileURLToPath(new URL('../run.mjs', import.meta.url));

it('ends with the exit code of the task', async () => {
  const { exitCode } = await runProgram(process.execPath, [launcher, '3']);
  expect(exitCode).toBe(3);
});

it.each(['SIGINT', 'SIGTERM'] as const)(
  'passes %s on, and waits until the task has ended in order',
  async (signal) => {
    const { child, output, exitCode } = await startTask();
    child.kill(signal);
    expect(await exitCode).toBe(7);
    expect(output()).toContain(`asked by ${signal}`);
  },
);

it('runs the task on the Node that the project is pinned to', async () => {
  const { child, output } = await startTask();
  const { devDependencies } = JSON.parse(await readFile(manifest, 'utf8')) as {
    readonly devDependencies: { readonly node: string };
  };
  expect(output().trim().split(' ')[1]).toBe(`v${devDependencies.node}`);
  child.kill();
});

it('is missed by the task when it is killed: the task ends in order by itself', async () => {
  const { child, task, output } = await startTask();
  child.kill('SIGKILL');
  expect(await eventually(() => !isAlive(task), { what: 'the end of the task' })).toBe(true);
  expect(output()).toContain('asked by SIGTERM');
});

it('names the tasks there are when it is asked for another', async () => {
  const { exitCode, tail } = await runProgram(process.execPath, [runner, 'tea']);
  expect(exitCode).toBe(1);
  expect(tail).toMatch(/^There is no task "tea"\. The tasks are: .*\bstart\b.*\btest\b/);
});

async function startTask() {
  const child = spawn(process.execPath, [launcher], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let output = '';
  child.stdout.on('data', (data) => {
    output += String(data);
  });
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.once('exit', (code) => resolve(code));
  await eventually(() => output.includes('\n'), { what: 'the task to start' });
  const task = Number(output.split(' ')[0]);
  onTestFinished(() => {
    if (isAlive(task)) process.kill(task, 'SIGKILL');
  });
  return { child, task, output: () => output, exitCode: promise };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
