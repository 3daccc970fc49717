import { eventually } from '@payments/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { RecurringWork } from './recurring-work.ts';

const hour = 3_600_000;
let work: RecurringWork | undefined;

afterEach(() => work?.stop());

function start(round: () => Promise<boolean>, idleMs = hour): RecurringWork {
  work = new RecurringWork({ name: 'counting', idleMs, round });
  work.start();
  return work;
}

describe('work that recurs', () => {
  it('goes on at once while there is more, and then rests', async () => {
    let rounds = 0;
    start(() => {
      rounds += 1;
      return Promise.resolve(rounds < 5);
    });
    await eventually(() => rounds === 5);
    expect(rounds).toBe(5);
  });

  it('is woken from its rest', async () => {
    let rounds = 0;
    const counting = start(() => Promise.resolve((rounds += 1) < 0));
    await eventually(() => rounds === 1);
    counting.wake();
    await eventually(() => rounds === 2);
    expect(rounds).toBe(2);
  });

  it('does not miss to be woken while it is at work', async () => {
    let rounds = 0;
    const { promise: firstRound, resolve: endFirstRound } = Promise.withResolvers<void>();
    const counting = start(async () => {
      rounds += 1;
      if (rounds === 1) await firstRound;
      return false;
    });
    counting.wake();
    endFirstRound();
    await eventually(() => rounds === 2);
    expect(rounds).toBe(2);
  });

  it('is never done twice at a time', async () => {
    let [rounds, atWork, most] = [0, 0, 0];
    const counting = start(async () => {
      atWork += 1;
      most = Math.max(most, atWork);
      await Promise.resolve();
      atWork -= 1;
      return (rounds += 1) < 20;
    });
    counting.wake();
    counting.start();
    await eventually(() => rounds >= 20);
    expect(most).toBe(1);
  });

  it('is done again after it failed', async () => {
    let rounds = 0;
    const counting = start(() => {
      rounds += 1;
      return rounds === 1
        ? Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' }))
        : Promise.resolve(false);
    });
    await eventually(() => rounds === 1);
    counting.wake();
    await eventually(() => rounds === 2);
    expect(rounds).toBe(2);
  });

  it('finishes its round before it has stopped, and begins no other', async () => {
    let [begun, ended] = [0, 0];
    const counting = start(async () => {
      begun += 1;
      await new Promise((resolve) => setImmediate(resolve));
      ended += 1;
      return true;
    });
    await eventually(() => begun > 3);
    await counting.stop();
    expect(ended).toBe(begun);
    counting.wake();
    await new Promise((resolve) => setImmediate(resolve));
    expect(ended).toBe(begun);
  });
});
