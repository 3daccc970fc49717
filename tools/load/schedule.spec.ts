import { describe, expect, it } from 'vitest';
import { Schedule, type ScheduleOptions } from './schedule.ts';

function turnsOf(options: ScheduleOptions, clock: () => number = () => 0) {
  const schedule = new Schedule(options, 0);
  const turns = [];
  for (let turn = schedule.take(clock()); turn !== undefined; turn = schedule.take(clock())) turns.push(turn);
  return turns;
}

describe('a schedule', () => {
  it('has a payment due every so often, for so long', () => {
    const turns = turnsOf({ rate: 4, seconds: 2, batch: 1 });
    expect(turns.map(({ dueMs }) => dueMs)).toEqual([0, 250, 500, 750, 1_000, 1_250, 1_500, 1_750]);
  });

  it('does not move because somebody was late', () => {
    const turns = turnsOf({ rate: 10, seconds: 0.5, batch: 1 }, () => 60_000);
    expect(turns.map(({ dueMs }) => dueMs)).toEqual([0, 100, 200, 300, 400]);
  });

  it('puts payments together, and the rest into the last turn', () => {
    const turns = turnsOf({ rate: 100, payments: 25, batch: 10 });
    expect(turns.map(({ firstPayment, payments }) => [firstPayment, payments])).toEqual([
      [0, 10],
      [10, 10],
      [20, 5],
    ]);
    expect(turns.map(({ dueMs }) => dueMs)).toEqual([0, 100, 200]);
  });

  it('without a rate has everything due at once, until the time is over', () => {
    let nowMs = -10;
    const turns = turnsOf({ rate: 0, seconds: 0.05, batch: 1 }, () => (nowMs += 10));
    expect(turns.map(({ dueMs }) => dueMs)).toEqual([0, 10, 20, 30, 40]);
  });

  it('needs an end', () => {
    expect(() => new Schedule({ rate: 1, batch: 1 }, 0)).toThrow(RangeError);
  });
});
