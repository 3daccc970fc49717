import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commandBlocks } from '../../e2e/support/command-blocks.ts';
import { measurements } from './measurements.ts';
import { readOptions } from './options.ts';

const page = readFileSync(new URL('../../bench/README.md', import.meta.url), 'utf8');
const program = 'npm run bench -- ';

describe("the bench's page", () => {
  it.each(commandBlocks(page))('command $number, under "$heading", is one that the bench takes', (block) => {
    const command = block.command.trim();
    expect(command.startsWith(program)).toBe(true);
    expect(readOptions(command.slice(program.length).split(' '))).toHaveProperty('chosen');
  });

  it('says of each measurement what is compared, and of no other', () => {
    const described = [...page.matchAll(/^\| `([\w-]+)`/gm)].map(([, name]) => name);
    expect(described).toEqual(['--only', ...measurements.map(({ name }) => name)]);
  });
});
