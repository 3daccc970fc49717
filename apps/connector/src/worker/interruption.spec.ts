import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { Interruption } from './interruption.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('an interruption', () => {
  it('lets through what comes before it', async () => {
    const interruption = new Interruption();
    expect(await interruption.wait(Promise.resolve('a batch'))).toBe('a batch');
    await expect(interruption.wait(Promise.reject(new Error('no database')))).rejects.toThrow('no database');
  });

  it('ends what is waited for, and what is waited for later', async () => {
    const interruption = new Interruption();
    const waiting = interruption.wait(new Promise(() => undefined));
    interruption.interrupt(new Error('too late'));
    interruption.interrupt(new Error('later still'));
    await expect(waiting).rejects.toThrow('too late');
    await expect(interruption.wait(Promise.resolve('a batch'))).rejects.toThrow('too late');
  });

  it('keeps nothing of what it has let through', async () => {
    const interruption = new Interruption();
    const passed: WeakRef<object>[] = [];
    for (let round = 0; round < 10; round += 1)
      passed.push(new WeakRef(await interruption.wait(Promise.resolve({ round }))));
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    // The last one may still be at hand.
    expect(passed.slice(0, -1).map((batch) => batch.deref())).toEqual(
      passed.slice(0, -1).map(() => undefined),
    );
  });
});
