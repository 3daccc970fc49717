import { expect, it } from 'vitest';
import { OffsetCommitter, type Position } from './offset-committer.ts';

const quiet = { log: () => undefined, warn: () => undefined, error: () => undefined };
const at = (partition: number, offset: number): Position => ({ topic: 't', partition, offset });

function committer(outcomes: ('ok' | 'fails')[] = []): { committer: OffsetCommitter; requests: string[][] } {
  const requests: string[][] = [];
  const made = new OffsetCommitter(quiet);
  made.use(async (positions) => {
    requests.push(positions.map(({ partition, offset }) => `${partition}@${offset}`));
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (outcomes.shift() === 'fails') throw new Error('The coordinator is away.');
  });
  return { committer: made, requests };
}

it('sends what comes together in one request, and what comes meanwhile in the next', async () => {
  const { committer: made, requests } = committer();
  const first = Promise.all([made.commit(at(0, 1)), made.commit(at(1, 1))]);
  await new Promise((resolve) => setTimeout(resolve, 1));
  const second = Promise.all([made.commit(at(0, 2)), made.commit(at(0, 3)), made.commit(at(2, 1))]);
  expect(await first).toEqual([true, true]);
  expect(await second).toEqual([true, true, true]);
  expect(requests).toEqual([
    ['0@1', '1@1'],
    ['0@3', '2@1'],
  ]);
});

it('keeps a position that could not be committed for the next time', async () => {
  const { committer: made, requests } = committer(['fails', 'ok']);
  expect(await made.commit(at(0, 1))).toBe(false);
  expect(await made.commit(at(1, 5))).toBe(true);
  expect(await made.flush()).toBe(true);
  expect(requests).toEqual([['0@1'], ['0@1', '1@5']]);
});

it('commits nothing for partitions that are somebody else’s now', async () => {
  const { committer: made, requests } = committer();
  made.add(at(0, 1));
  made.forget();
  expect(await made.flush()).toBe(true);
  expect(await made.commit(at(0, 2))).toBe(false);
  expect(requests).toEqual([]);
});
