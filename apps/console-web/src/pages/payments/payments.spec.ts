import type { LifeStep } from '@payments/console-api';
import { describe, expect, it } from 'vitest';
import { toMinorUnits } from './amount.ts';
import { timedSteps } from './life.ts';
import { newUserName } from './names.ts';
import { searchedFor } from './payment-search.ts';

describe('an amount that is typed', () => {
  it('becomes minor units without passing through fractions', () => {
    expect(['125', '125.5', '0.29', ' 1,234.56 ', '0.01'].map(toMinorUnits)).toEqual([
      12_500, 12_550, 29, 123_456, 1,
    ]);
  });

  it('is refused if it is none, nothing or too much', () => {
    expect(['', 'x', '-1', '0', '1.234', '1e3', '10000000000.01', '99999999999'].map(toMinorUnits)).toEqual(
      Array.from({ length: 8 }, () => undefined),
    );
  });
});

describe('what is looked for', () => {
  it('is a payment by its id, else a user', () => {
    expect(searchedFor(' 0199AB12-1234-7abc-8def-0123456789ab ')).toEqual({
      payment: '0199ab12-1234-7abc-8def-0123456789ab',
    });
    expect(searchedFor('asha')).toEqual({ user: 'asha' });
    expect(searchedFor(' ')).toEqual({});
  });
});

describe('the life of a payment', () => {
  it('counts from its first step, and never backwards', () => {
    const times = timedSteps([step(1_000), step(1_040), step(990), step(null)]);
    expect(times.map(({ sinceStartMs }) => sinceStartMs)).toEqual([0, 40, 0, null]);
  });
});

function step(atMs: number | null): LifeStep {
  return { atMs } as LifeStep;
}

it('a new user has a name the API takes', () => {
  expect(newUserName(() => 0.999)).toMatch(/^[a-z]+-\d+$/);
});
