import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Failure } from '../stack/failure.ts';
import { readOptions } from './options.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bench-options-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What the person at the terminal is told, without a stack trace. */
function refusal(args: readonly string[]): string {
  try {
    readOptions(args);
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
  throw new Error(`${args.join(' ')} was taken.`);
}

describe('the arguments of the bench', () => {
  it('choose measurements, which keep their order', () => {
    const options = readOptions(['--only', 'relay', '--only', 'idle', '--rounds', '1']);
    expect(options).toMatchObject({ chosen: [{ name: 'idle' }, { name: 'relay' }], rounds: 1 });
  });

  it.each([
    [['--only', 'tea'], /^There is no measurement called tea\.\n/],
    [['--rounds', '0'], /^--rounds takes a whole number from 1 to 20, not "0"\.\n/],
    [['--rounds', 'two'], /^--rounds takes a whole number from 1 to 20, not "two"\.\n/],
    [['--cups'], /^Unknown option '--cups'/],
    [['tea'], /^Unexpected argument 'tea'/],
  ])('%j are refused, with the reason and the usage', (args, reason) => {
    const said = refusal(args);
    expect(said).toMatch(reason);
    expect(said).toContain('\n\nnpm run bench -- [--only NAME]');
  });

  it.each(['--json', '--chart'])(
    '%s is refused before anything is measured if it cannot be written',
    (option) => {
      const nowhere = join(folder, 'nowhere', 'results');
      expect(refusal([option, nowhere])).toMatch(
        new RegExp(`^${option} cannot be written: ENOENT.*${nowhere}`),
      );
      expect(refusal([option, folder])).toMatch(
        new RegExp(`^${option} cannot be written: EISDIR.*${folder}`),
      );
    },
  );

  it('leave the files they name as they are', async () => {
    const [before, none] = [join(folder, 'before.json'), join(folder, 'none.svg')];
    await writeFile(before, '{}');
    expect(readOptions(['--json', before, '--chart', none])).toMatchObject({ json: before, chart: none });
    expect(await readFile(before, 'utf8')).toBe('{}');
    expect(existsSync(none)).toBe(false);
  });
});
