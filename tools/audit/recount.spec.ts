import { describe, expect, it } from 'vitest';
import type { Rule } from './finding.ts';
import { recount } from './recount.ts';
import { day, firstMs, idOf, ledgerOf, limit, soundWorld, type Told, type World } from './sound-world.ts';

/** The rules that a recount finds broken in a world, which `spoil` has changed. */
function brokenRules(spoil: (world: World) => void, rules = {}): Rule[] {
  const world = soundWorld();
  spoil(world);
  return recount(ledgerOf(world), rules).findings.map(({ rule }) => rule);
}

const at = <Item>(list: Item[], index: number): Item => {
  const item = list[index];
  if (item === undefined) throw new RangeError(`There is no ${index}`);
  return item;
};

describe('a recount', () => {
  it('finds nothing wrong in a sound world, and counts it', () => {
    const { total, days, findings } = recount(ledgerOf(soundWorld()), { limitPerDay: limit });
    expect(findings).toEqual([]);
    expect(total).toEqual({
      acknowledged: 7,
      stored: 7,
      requested: 7,
      decided: 7,
      approved: 5,
      rejected: 2,
      exceeded: 2,
      notified: 2,
    });
    expect(days).toEqual([{ day, ...total }]);
  });

  it('counts each day by itself, the earliest first', () => {
    const world = soundWorld();
    const tomorrow = {
      number: 9,
      userId: 'asha',
      day: '2026-11-23',
      content: 'chai',
      afterMs: 9 * 3_600_000,
    };
    world.stored.unshift({ ...tomorrow, status: 'approved' });
    world.requested.unshift(tomorrow);
    world.decided.unshift({ ...tomorrow, approved: true, used: 1, limit });
    const { days } = recount(ledgerOf(world));
    expect(days.map((each) => [each.day, each.stored])).toEqual([
      ['2026-11-22', 7],
      ['2026-11-23', 1],
    ]);
  });

  it('leaves out what is older or newer than its scope', () => {
    const ledger = ledgerOf(soundWorld(), { fromMs: firstMs + 5_000, toMs: firstMs + 55_000 });
    expect(recount(ledger).total.stored).toBe(5);
    expect(ledger.leftOut.older).toBeGreaterThan(0);
    expect(ledger.leftOut.newer).toBeGreaterThan(0);
  });

  it('names the payments at fault, ten of them at most, and counts them all', () => {
    const world = soundWorld();
    const lost = Array.from({ length: 30 }, (_, index) => ({
      ...at(world.requested, 0),
      number: 100 + index,
      userId: `user-${index}`,
    }));
    world.stored.push(...lost.map((each) => ({ ...each, status: 'pending' as const })));
    const finding = recount(ledgerOf(world)).findings.find(({ rule }) => rule === 'storedIsRequested');
    expect(finding?.count).toBe(30);
    expect(finding?.examples).toHaveLength(10);
    expect(finding?.examples[0]).toBe(idOf(at(lost, 0)));
  });
});

describe('a recount finds', () => {
  const planted: readonly [string, Rule[], (world: World) => void, object?][] = [
    [
      'an acknowledged payment that is nowhere',
      ['acknowledgedIsStored'],
      ({ acknowledged }) => acknowledged.push({ ...at(acknowledged, 0), number: 99 }),
    ],
    [
      'a payment that was never published',
      ['storedIsRequested', 'nothingPending'],
      ({ stored }) => stored.push({ ...at(stored, 2), number: 99, userId: 'mira', status: 'pending' }),
    ],
    [
      'a published payment that the database does not have',
      ['acknowledgedIsStored', 'requestedIsStored'],
      ({ stored }) => stored.pop(),
    ],
    [
      'a payment that was published twice',
      ['requestedOnce'],
      ({ requested }) => requested.push(at(requested, 0)),
    ],
    [
      'a payment that was never decided',
      ['requestedIsDecided', 'statusIsDecision'],
      ({ decided }) => decided.splice(2, 1),
    ],
    [
      'a decision about nothing',
      ['decidedIsRequested'],
      ({ decided }) => decided.push({ ...at(decided, 0), number: 99 }),
    ],
    ['a payment that was decided twice', ['decidedOnce'], ({ decided }) => decided.push(at(decided, 0))],
    [
      'a payment that was approved and rejected',
      ['decidedOnce', 'statusIsDecision', 'firstAreApproved', 'rejectedIsExceeded', 'exceededIsNotified'],
      ({ decided }) => decided.push({ ...at(decided, 0), approved: false }),
    ],
    [
      'a payment that is still pending',
      ['nothingPending'],
      ({ stored }) => (at(stored, 0).status = 'pending'),
    ],
    [
      'a status that is not the decision',
      ['statusIsDecision'],
      ({ stored }) => (at(stored, 0).status = 'rejected'),
    ],
    [
      'another amount on the way',
      ['sameEverywhere'],
      ({ decided }) => decided.splice(0, 1, { ...at(decided, 0), content: 'chai for two' }),
    ],
    [
      'another day on the way',
      ['sameEverywhere'],
      ({ notified }) => notified.splice(0, 1, { ...at(notified, 0), day: '2026-11-23' }),
    ],
    [
      'a limit that lets one too many through',
      ['firstAreApproved'],
      ({ decided, stored, exceeded, notified }) => {
        Object.assign(at(decided, 4), { approved: true, used: 4 });
        at(stored, 4).status = 'approved';
        exceeded.shift();
        notified.shift();
      },
    ],
    [
      'a limit that lets one too few through',
      ['firstAreApproved'],
      ({ decided, stored, exceeded, notified }) => {
        Object.assign(at(decided, 3), { approved: false });
        at(stored, 3).status = 'rejected';
        exceeded.push(at(decided, 3));
        notified.push(at(decided, 3));
      },
    ],
    [
      'ten that are not the first ten',
      ['firstAreApproved'],
      ({ decided, stored, exceeded, notified }) => {
        Object.assign(at(decided, 3), { approved: false });
        Object.assign(at(decided, 4), { approved: true, used: 3 });
        [at(stored, 3).status, at(stored, 4).status] = ['rejected', 'approved'];
        exceeded.splice(0, 1, at(decided, 3));
        notified.splice(0, 1, at(decided, 3));
      },
    ],
    [
      'decisions made with another limit than is set',
      ['firstAreApproved', 'limitAsAgreed'],
      () => undefined,
      { limitPerDay: 2 },
    ],
    ['a slot that was counted twice', ['usageCounts'], ({ decided }) => (at(decided, 1).used = 1)],
    ['a rejection nobody was told of', ['rejectedIsExceeded'], ({ exceeded }) => exceeded.pop()],
    [
      'a rejection that was told twice',
      ['rejectedIsExceeded'],
      ({ exceeded }) => exceeded.push(at(exceeded, 0)),
    ],
    [
      'limits.exceeded with an approved payment',
      ['exceededIsRejected', 'exceededIsNotified'],
      ({ exceeded, requested }) => exceeded.push(at(requested, 0)),
    ],
    ['a user who was not notified', ['exceededIsNotified'], ({ notified }) => notified.pop()],
    [
      'a user who was notified twice',
      ['exceededIsNotified'],
      ({ notified }) => notified.push(at(notified, 0)),
    ],
    [
      'a user who was notified of an approved payment',
      ['notifiedIsExceeded'],
      ({ notified, requested }) => notified.push(at(requested, 0)),
    ],
    [
      'payments of a user that lost their order',
      ['usageCounts', 'orderOfTime', 'orderOfClient'],
      ({ requested }) => {
        requested.splice(0, 0, at(requested, 3));
        requested.splice(4, 1);
      },
    ],
  ];

  it.each(planted)('%s', (_, expected, spoil, rules) => {
    expect(brokenRules(spoil, rules).toSorted()).toEqual(expected.toSorted());
  });

  it('an order that only the client can tell, of payments that are milliseconds apart', () => {
    const world = soundWorld();
    for (const list of Object.values(world) as Told[][])
      list.forEach((told, index) => (list[index] = { ...told, afterMs: told.number * 10 }));
    world.requested.splice(0, 0, at(world.requested, 3));
    world.requested.splice(4, 1);
    const broken = recount(ledgerOf(world)).findings.map(({ rule }) => rule);
    expect(broken).toContain('orderOfClient');
    expect(broken).not.toContain('orderOfTime');
  });

  it('nothing about the first payments of a day that is not all there', () => {
    const world = soundWorld();
    for (const list of Object.values(world) as Told[][]) list.shift();
    const broken = (partialDays: ReadonlySet<string>): Rule[] =>
      recount(ledgerOf(world), { partialDays }).findings.map(({ rule }) => rule);
    expect(broken(new Set())).toContain('firstAreApproved');
    expect(broken(new Set([day]))).not.toContain('firstAreApproved');
  });
});
