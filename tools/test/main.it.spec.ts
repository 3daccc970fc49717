import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runProgram } from '../stack/command.ts';

const program = fileURLToPath(new URL('./main.ts', import.meta.url));
const config = fileURLToPath(new URL('./fixtures/vitest.config.ts', import.meta.url));

async function runTests(...args: string[]) {
  const { exitCode, tail } = await runProgram(process.execPath, [program, '--config', config, ...args]);
  return { exitCode, lastLine: tail.split('\n').at(-1) };
}

it('counts what failed, what could not run and files that could not be read, and ends with 1', async () => {
  expect(await runTests()).toEqual({ exitCode: 1, lastLine: '2 passed, 4 failed, 1 skipped' });
});

it('passes arguments on to Vitest, and ends with 0 if all is well', async () => {
  expect(await runTests('good')).toEqual({ exitCode: 0, lastLine: '1 passed, 0 failed' });
});

it('does not call it a success if no test was found', async () => {
  expect(await runTests('no-such-file')).toEqual({ exitCode: 1, lastLine: '0 passed, 0 failed' });
});
