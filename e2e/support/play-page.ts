import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { commandBlocks, outputPattern } from './command-blocks.ts';
import type { ShellAnswer } from './shell.ts';

/** Has each command of a page with a tour run, in their order, and compares what it prints with what the page says. */
export function playPage(page: string, run: (command: string) => Promise<ShellAnswer>): void {
  const blocks = commandBlocks(readFileSync(page, 'utf8'));

  it('the tour has commands to run', () => {
    expect(blocks.length).toBeGreaterThan(10);
  });

  it.each(blocks)(
    'command $number of the tour, under "$heading", prints what the page says',
    async (block) => {
      const { exitCode, stdout, stderr } = await run(block.command);
      expect(stdout, stderr).toMatch(outputPattern(block.output));
      expect(exitCode, stderr).toBe(0);
    },
  );
}
