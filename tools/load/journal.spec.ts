import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Acknowledgement, Journal, readJournal } from './journal.ts';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'journal-'))));
afterEach(() => rm(folder, { recursive: true }));

const acknowledgement = (number: number): Acknowledgement => ({
  id: `payment-${number}`,
  key: `key-${number}`,
  userId: 'asha',
  merchantId: 'chai-point',
  amount: 100 + number,
  currency: 'INR',
  day: '2026-11-22',
  sentAtMs: number,
  acknowledgedAtMs: number + 0.25,
});

async function written(count: number): Promise<string> {
  const path = join(folder, 'journal');
  const journal = new Journal(path);
  for (let number = 0; number < count; number += 1) journal.write(acknowledgement(number));
  await journal.close();
  return path;
}

async function linesOf(path: string): Promise<Acknowledgement[]> {
  const lines: Acknowledgement[] = [];
  for await (const line of readJournal(path)) lines.push(line);
  return lines;
}

describe('a journal', () => {
  it('gives back what was written into it', async () => {
    const lines = await linesOf(await written(5_000));
    expect(lines).toEqual(Array.from({ length: 5_000 }, (_, number) => acknowledgement(number)));
  });

  it('of a sender that was killed ends with its last whole line', async () => {
    const path = await written(3);
    await appendFile(path, '{"id":"payment-3","ke');
    expect(await linesOf(path)).toHaveLength(3);
  });

  it('is recognised as none', async () => {
    const path = join(folder, 'shopping-list');
    await writeFile(path, 'milk\ntea\n');
    await expect(linesOf(path)).rejects.toThrow(/line 1/);
  });

  it('that cannot be written says so', async () => {
    const journal = new Journal(join(folder, 'no', 'such', 'folder'));
    journal.write(acknowledgement(1));
    await expect(journal.close()).rejects.toThrow(/ENOENT/);
  });
});
