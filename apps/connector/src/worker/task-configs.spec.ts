import { describe, expect, it } from 'vitest';
import { areSame, checkTaskCount, unresolved } from './task-configs.ts';
import { slotOfConnector, slotOfTask } from './slots.ts';

describe('the configurations of tasks', () => {
  it('are stored with variables where they were resolved, and never with what they stood for', () => {
    const raw = { user: 'asha', password: '${env:SECRET}', tables: 'all' };
    const resolved = { ...raw, password: 'tea' };
    expect(unresolved({ ...resolved, tables: 'a,b', part: '1' }, raw, resolved)).toEqual({
      user: 'asha',
      password: '${env:SECRET}',
      tables: 'a,b',
      part: '1',
    });
  });

  it('are the same whatever the order of their keys', () => {
    expect(areSame([{ a: '1', b: '2' }], [{ b: '2', a: '1' }])).toBe(true);
    expect(areSame([{ a: '1' }], [{ a: '1' }, { a: '1' }])).toBe(false);
  });

  it('are no more than tasks.max, unless that is not enforced', () => {
    expect(() => checkTaskCount('orders', { 'tasks.max': '2' }, 3)).toThrow(
      'The connector orders has generated 3 tasks, which is greater than 2',
    );
    checkTaskCount('orders', { 'tasks.max': '2', 'tasks.max.enforce': 'false' }, 3);
    checkTaskCount('orders', {}, 1);
  });
});

describe('slots', () => {
  it('of the tasks of a connector follow its own, around the end', () => {
    const first = slotOfConnector('orders', 25);
    const tasks = Array.from({ length: 26 }, (_, task) => slotOfTask('orders', task, 25));
    expect(tasks).toEqual(tasks.map((_, task) => (first + 1 + task) % 25));
  });
});
