import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commandBlocks, outputPattern } from './support/command-blocks.ts';
import { Shell } from './support/shell.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

let shell: Shell;
beforeAll(() => {
  shell = new Shell(root, process.env);
});
afterAll(() => shell?.end());

/** The others on the page take long; that the bench takes them is a test of its own, `tools/bench/readme.spec.ts`. */
it("the first command of the bench's page measures, prints what the page says, and ends well", async () => {
  const [first] = commandBlocks(readFileSync(join(root, 'bench', 'README.md'), 'utf8'));
  const { exitCode, stdout, stderr } = await shell.run(first?.command ?? '');
  expect(stdout, stderr).toMatch(outputPattern(first?.output ?? ''));
  expect(exitCode, stderr).toBe(0);
});
