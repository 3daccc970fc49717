import { describe, expect, it } from 'vitest';
import { LogLevels } from './log-levels.ts';

describe('log levels', () => {
  it('write what is at least INFO until they are changed', () => {
    const levels = new LogLevels();
    expect([
      levels.allows('kafka', 'debug'),
      levels.allows('kafka', 'log'),
      levels.allows('kafka', 'fatal'),
    ]).toEqual([false, true, true]);
    expect(levels.all()).toEqual(
      new Map([
        ['root', { level: 'INFO', changedAt: null }],
        ['kafka', { level: 'INFO', changedAt: null }],
      ]),
    );
  });

  it('change for a logger and those below it, and say which those are', () => {
    const levels = new LogLevels();
    for (const logger of ['kafka', 'kafka.producer', 'kafkaesque']) levels.allows(logger, 'log');
    expect(levels.set('kafka', 'DEBUG', 7)).toEqual(['kafka', 'kafka.producer']);
    expect(levels.set('kafka', 'DEBUG', 7)).toEqual([]);
    expect(levels.allows('kafka.producer', 'debug')).toBe(true);
    expect(levels.allows('kafka.never.seen.before', 'debug')).toBe(true);
    expect(levels.allows('kafkaesque', 'debug')).toBe(false);
    expect(levels.of('kafka')).toEqual({ level: 'DEBUG', changedAt: 7 });
  });

  it('change for everything at the root', () => {
    const levels = new LogLevels();
    levels.set('kafka', 'DEBUG', 1);
    expect(levels.set('root', 'OFF', 2)).toEqual(['kafka', 'root']);
    expect([levels.allows('kafka', 'error'), levels.allows('other', 'fatal')]).toEqual([false, false]);
  });

  it('know no logger that has said nothing', () => {
    expect(new LogLevels().of('nobody')).toBeUndefined();
  });
});
