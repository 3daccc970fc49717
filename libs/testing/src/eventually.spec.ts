import { expect, it } from 'vitest';
import { eventually } from './eventually.ts';

it('returns the first truthy value', async () => {
  let asked = 0;
  const value = await eventually(() => (asked += 1) >= 3 && `asked ${asked} times`, { intervalMs: 1 });
  expect(value).toBe('asked 3 times');
});

it('asks again after an error', async () => {
  let asked = 0;
  const value = await eventually(
    async () => {
      asked += 1;
      if (asked < 3) throw new Error('not yet');
      return asked;
    },
    { intervalMs: 1 },
  );
  expect(value).toBe(3);
});

it('says at the deadline what it waited for and the last value', async () => {
  const waiting = eventually(() => 0, { what: 'the kettle to boil', timeoutMs: 20, intervalMs: 1 });
  await expect(waiting).rejects.toThrow(
    /the kettle to boil did not happen within 20 ms; the last value was 0/,
  );
});

it('says at the deadline the last error, and keeps it as the cause', async () => {
  const cause = new Error('no water');
  const failing = eventually(() => Promise.reject(cause), { what: 'tea', timeoutMs: 20, intervalMs: 1 });
  await expect(failing).rejects.toThrow(
    expect.objectContaining({ message: expect.stringContaining('no water'), cause }),
  );
});
