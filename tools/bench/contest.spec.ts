import { describe, expect, it } from 'vitest';
import { type Contestant, contest } from './contest.ts';

function contestant(name: string, rates: readonly number[], log: string[]): Contestant {
  let round = 0;
  return {
    name,
    run: async () => {
      log.push(name);
      const rate = rates[round] ?? 0;
      round += 1;
      return name === 'ours' ? { rate, latency: rate / 1_000 } : { rate };
    },
  };
}

describe('a contest', () => {
  it('lets all run in turn, in the other order every second time', async () => {
    const log: string[] = [];
    const both = [contestant('ours', [1, 1, 1], log), contestant('theirs', [1, 1, 1], log)];
    await contest(both, { rounds: 3 });
    expect(log).toEqual(['ours', 'theirs', 'theirs', 'ours', 'ours', 'theirs']);
  });

  it('takes medians, and the ratio round by round: a machine that slows down changes it little', async () => {
    const log: string[] = [];
    const ours = contestant('ours', [400, 200, 100], log);
    const theirs = contestant('theirs', [200, 100, 40], log);
    const result = await contest([ours, theirs], { rounds: 3 });
    const figure = result.figure('rate', { name: 'relay', unit: '/s', detail: '', ratios: { theirs: 1.5 } });
    expect(figure).toMatchObject({ value: 200, rounds: [400, 200, 100] });
    expect(figure.peers).toEqual([
      { name: 'theirs', value: 100, rounds: [200, 100, 40], ratio: 2, target: 1.5 },
    ]);
  });

  it('leaves out peers that did not measure a number', async () => {
    const log: string[] = [];
    const both = [contestant('ours', [1_000], log), contestant('theirs', [1_000], log)];
    const result = await contest(both, { rounds: 1 });
    expect(result.figure('latency', { name: 'p99', unit: 'ms', detail: '' })).not.toHaveProperty('peers');
  });

  it('ends with the first one that fails', async () => {
    const failing = { name: 'theirs', run: () => Promise.reject(new Error('no Java')) };
    await expect(contest([failing], { rounds: 2 })).rejects.toThrow('no Java');
  });
});
