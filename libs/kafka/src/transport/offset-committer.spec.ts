import { expect, it, vi } from 'vitest';
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
  made.add(at(0, 1));
  made.add(at(1, 1));
  const first = made.flush();
  await new Promise((resolve) => setTimeout(resolve, 1));
  for (const position of [at(0, 2), at(0, 3), at(2, 1)]) made.add(position);
  const second = made.flush();
  expect(await first).toBe(true);
  expect(await second).toBe(true);
  expect(requests).toEqual([
    ['0@1', '1@1'],
    ['0@3', '2@1'],
  ]);
});

it('commits the first position at once, and what follows within a tenth of a second together', async () => {
  vi.useFakeTimers();
  try {
    const { committer: made, requests } = committer();
    made.commitSoon(at(0, 1));
    await vi.advanceTimersByTimeAsync(1);
    expect(requests).toEqual([['0@1']]);
    for (const offset of [2, 3, 4]) {
      made.commitSoon(at(0, offset));
      await vi.advanceTimersByTimeAsync(30);
    }
    made.commitSoon(at(1, 1));
    expect(requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(10);
    expect(requests.slice(1)).toEqual([['0@4', '1@1']]);
  } finally {
    vi.useRealTimers();
  }
});

it('keeps a position that could not be committed for the next time', async () => {
  const { committer: made, requests } = committer(['fails', 'ok']);
  made.add(at(0, 1));
  expect(await made.flush()).toBe(false);
  made.add(at(1, 5));
  expect(await made.flush()).toBe(true);
  expect(await made.flush()).toBe(true);
  expect(requests).toEqual([['0@1'], ['0@1', '1@5']]);
});

it('commits nothing for partitions that are somebody else’s now', async () => {
  const { committer: made, requests } = committer();
  made.add(at(0, 1));
  made.forget();
  expect(await made.flush()).toBe(true);
  made.add(at(0, 2));
  expect(await made.flush()).toBe(false);
  expect(requests).toEqual([]);
});
