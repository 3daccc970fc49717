import { describe, expect, it } from 'vitest';
import { DatabaseClock } from './database-clock.ts';

function clockOf(answersMs: number[]) {
  let elapsedMs = 1_000;
  const connection = { read: () => Promise.resolve([{ now: new Date(answersMs.shift() ?? NaN) }] as never) };
  const clock = new DatabaseClock(() => elapsedMs);
  return {
    pass: (ms: number) => (elapsedMs += ms),
    now: async () => (await clock.now(connection)).getTime(),
  };
}

describe('the clock of the database', () => {
  it('goes on by itself for a fifth of a second, in whole milliseconds', async () => {
    const { pass, now } = clockOf([50_000]);
    const times = [
      await now(),
      pass(0.6) && (await now()),
      pass(150) && (await now()),
      pass(49) && (await now()),
    ];
    expect(times).toEqual([50_000, 50_000, 50_150, 50_199]);
  });

  it('is asked again after that, so that it never goes far wrong', async () => {
    const { pass, now } = clockOf([50_000, 49_000]);
    await now();
    pass(201);
    expect(await now()).toBe(49_000);
  });
});
