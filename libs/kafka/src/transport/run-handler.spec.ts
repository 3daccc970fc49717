import { describe, expect, it } from 'vitest';
import { PermanentError } from '../permanent-error.ts';
import type { DecodedEvent } from './decode-event.ts';
import { type HandlerRun, runHandler } from './run-handler.ts';
import { defaultRetryPolicy, pauseAfter } from './retry-policy.ts';

const policy = {
  firstPauseMs: 1,
  maxPauseMs: 2,
  batchAttempts: 3,
  giveUpAfterMs: 20,
  handlerTimeoutMs: 1_000,
};

/** Runs numbered events through a handler and writes down what became of them. */
async function run(
  count: number,
  handle: (numbers: readonly number[]) => void,
  signal = new AbortController().signal,
): Promise<{ handled: number[]; dead: number[]; calls: number[][] }> {
  const became = { handled: [] as number[], dead: [] as number[], calls: [] as number[][] };
  const events = Array.from({ length: count }, (_, offset): DecodedEvent => {
    const place = { topic: 't', partition: 0, offset: String(offset), headers: {}, timestampMs: 0 };
    return {
      record: { ...place, key: null, value: null },
      received: { ...place, event: offset },
      handler: {
        name: 'test',
        kind: 'batch',
        contracts: [],
        handle: (batch) => {
          const numbers = batch.map(({ event }) => event as number);
          became.calls.push(numbers);
          return Promise.resolve().then(() => handle(numbers));
        },
      },
    };
  });
  const what: HandlerRun = {
    policy,
    signal,
    handled: (event) => became.handled.push(numberOf(event)),
    deadLetter: (event) => Promise.resolve(void became.dead.push(numberOf(event))),
    retrying: () => undefined,
  };
  await runHandler(events, what).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  return became;
}

describe('running a handler', () => {
  it('asks once when all is well', async () => {
    expect(await run(3, () => undefined)).toEqual({ handled: [0, 1, 2], dead: [], calls: [[0, 1, 2]] });
  });

  it('takes a batch apart at once when something in it fails for good, and goes on as a batch behind it', async () => {
    const became = await run(5, (numbers) => {
      if (numbers.includes(2)) throw new PermanentError('no');
    });
    expect(became).toEqual({
      handled: [0, 1, 3, 4],
      dead: [2],
      calls: [[0, 1, 2, 3, 4], [0], [1], [2], [3, 4]],
    });
  });

  it('tries a batch again before it takes it apart', async () => {
    let failures = 2;
    const became = await run(2, () => {
      failures -= 1;
      if (failures >= 0) throw new Error('not now');
    });
    expect(became.calls).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
    expect(became.dead).toEqual([]);
  });

  it('handles every event once or makes it a dead letter, whichever ones fail', async () => {
    for (let failing = 0; failing < 2 ** 6; failing += 1) {
      const fails = (number: number): boolean => (failing & (1 << number)) !== 0;
      const became = await run(6, (numbers) => {
        if (numbers.some(fails)) throw new PermanentError('no');
      });
      const all = [0, 1, 2, 3, 4, 5];
      expect(became.handled).toEqual(all.filter((number) => !fails(number)));
      expect(became.dead).toEqual(all.filter(fails));
    }
  });

  it('begins nothing after it was told to stop', async () => {
    const stop = new AbortController();
    const became = await run(
      3,
      () => {
        stop.abort();
        throw new Error('not now');
      },
      stop.signal,
    );
    expect(became).toEqual({ handled: [], dead: [], calls: [[0, 1, 2]] });
  });

  it('pauses longer and longer, up to a bound', () => {
    expect([1, 2, 3, 8, 100].map((failed) => pauseAfter(defaultRetryPolicy, failed))).toEqual([
      100, 200, 400, 10_000, 10_000,
    ]);
  });
});

function numberOf({ record }: DecodedEvent): number {
  return Number(record.offset);
}
