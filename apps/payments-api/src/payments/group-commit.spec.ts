import { describe, expect, it } from 'vitest';
import { CommitQueueFullError, CommitsEndedError, GroupCommit } from './group-commit.ts';

/** Commits that end when the test says so. */
function commits(options: Partial<ConstructorParameters<typeof GroupCommit<number, string>>[0]> = {}) {
  const groups: { items: readonly number[]; succeed: () => void; fail: (error: Error) => void }[] = [];
  let nowMs = 0;
  const groupCommit = new GroupCommit<number, string>({
    maxGroupSize: 100,
    maxConcurrentCommits: 1,
    maxQueued: 100,
    maxWaitMs: 1_000,
    now: () => nowMs,
    commit: (items) =>
      new Promise((resolve, reject) => {
        groups.push({ items, succeed: () => resolve(items.map(String)), fail: reject });
      }),
    ...options,
  });
  return { groupCommit, groups, passTime: (ms: number) => (nowMs += ms) };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('group commit', () => {
  it('commits a lone item at once, without waiting for others', async () => {
    const { groupCommit, groups } = commits();
    const result = groupCommit.submit(1);
    await turn();
    groups[0]?.succeed();
    expect(await result).toBe('1');
  });

  it('commits together what arrives in the same turn of the event loop', async () => {
    const { groupCommit, groups } = commits();
    void groupCommit.submit(1);
    void groupCommit.submit(2);
    await turn();
    expect(groups.map(({ items }) => items)).toEqual([[1, 2]]);
  });

  it('makes the next group of what arrives while a commit is under way', async () => {
    const { groupCommit, groups } = commits();
    void groupCommit.submit(1);
    await turn();
    const later = [groupCommit.submit(2), groupCommit.submit(3)];
    await turn();
    expect(groups).toHaveLength(1);
    groups[0]?.succeed();
    await turn();
    expect(groups[1]?.items).toEqual([2, 3]);
    groups[1]?.succeed();
    expect(await Promise.all(later)).toEqual(['2', '3']);
  });

  it('has as many commits under way at once as it may, and no more', async () => {
    const { groupCommit, groups } = commits({ maxConcurrentCommits: 2 });
    for (const item of [1, 2, 3]) {
      void groupCommit.submit(item);
      await turn();
    }
    expect(groups.map(({ items }) => items)).toEqual([[1], [2]]);
  });

  it('keeps a group within its size, and the order of arrival', async () => {
    const { groupCommit, groups } = commits({ maxGroupSize: 2, maxConcurrentCommits: 3 });
    void groupCommit.submitAll([1, 2, 3, 4, 5]);
    await turn();
    await turn();
    expect(groups.map(({ items }) => items)).toEqual([[1, 2], [3, 4], [5]]);
  });

  it('fails the items of a failed group, and only those', async () => {
    const { groupCommit, groups } = commits();
    const unlucky = groupCommit.submit(1);
    await turn();
    const lucky = groupCommit.submit(2);
    groups[0]?.fail(new Error('no disk'));
    await expect(unlucky).rejects.toThrow('no disk');
    await turn();
    groups[1]?.succeed();
    expect(await lucky).toBe('2');
  });

  it('refuses what its queue has no room for, all of it or none', async () => {
    const { groupCommit, groups } = commits({ maxQueued: 3 });
    void groupCommit.submitAll([1, 2]);
    expect(() => groupCommit.submitAll([3, 4])).toThrow(CommitQueueFullError);
    void groupCommit.submit(3);
    await expect(groupCommit.submit(4)).rejects.toThrow(CommitQueueFullError);
    await turn();
    expect(groups[0]?.items).toEqual([1, 2, 3]);
  });

  it('refuses what has waited too long for its commit to begin', async () => {
    const { groupCommit, groups, passTime } = commits({ maxWaitMs: 1_000 });
    void groupCommit.submit(1);
    await turn();
    const early = groupCommit.submit(2);
    passTime(800);
    const late = groupCommit.submit(3);
    passTime(800);
    groups[0]?.succeed();
    await expect(early).rejects.toThrow(CommitQueueFullError);
    await turn();
    expect(groups[1]?.items).toEqual([3]);
    groups[1]?.succeed();
    expect(await late).toBe('3');
  });

  it('fails a group whose commit gives another number of results', async () => {
    const { groupCommit } = commits({ commit: () => Promise.resolve([]) });
    await expect(groupCommit.submit(1)).rejects.toThrow('1 items gave 0 results');
  });

  it('ends when all that was taken has its outcome, and takes nothing more', async () => {
    const { groupCommit, groups } = commits();
    const taken = groupCommit.submit(1);
    let ended = false;
    const end = groupCommit.end().then(() => (ended = true));
    await expect(groupCommit.submit(2)).rejects.toThrow(CommitsEndedError);
    await turn();
    expect(ended).toBe(false);
    groups[0]?.succeed();
    expect(await taken).toBe('1');
    await end;
  });

  it('ends at once when nothing is under way', async () => {
    await expect(commits().groupCommit.end()).resolves.toBeUndefined();
  });
});
