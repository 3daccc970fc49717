import { expect, it } from 'vitest';
import { equationOf, Verdicts } from './equations.ts';
import { Rates } from './rates.ts';

const sound = [
  equationOf('payments', [
    ['MySQL', 3],
    ['payments.requested', 3],
  ]),
];
const behind = (decided: number) => [
  equationOf('payments', [
    ['MySQL', 9],
    ['payments.decided', decided],
  ]),
];

it('the audit holds when all sides are the same', () => {
  expect(new Verdicts().of(sound, 0)).toBe('holds');
});

it('a difference that moves is work under way, one that stands still is broken', () => {
  const verdicts = new Verdicts();
  expect(verdicts.of(behind(1), 0)).toBe('catching-up');
  expect(verdicts.of(behind(1), 30_000)).toBe('catching-up');
  expect(verdicts.of(behind(2), 31_000)).toBe('catching-up');
  expect(verdicts.of(behind(2), 62_000)).toBe('broken');
});

it('what cannot be counted is not said to hold', () => {
  expect(
    new Verdicts().of(
      [
        equationOf('payments', [
          ['MySQL', null],
          ['payments.decided', 1],
        ]),
      ],
      0,
    ),
  ).toBe('unknown');
});

it('a rate is the growth over the last ten seconds', () => {
  const rates = new Rates();
  expect(rates.note('a', 100, 0)).toBeNull();
  expect(rates.note('a', 150, 5_000)).toBe(10);
  expect(rates.note('a', 150, 14_000)).toBe(0);
});
