import { ProducerFencedError } from '@payments/kafka';
import { Clock } from '@payments/service';
import { eventually } from '@payments/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConfigError } from '../config/read-config.ts';
import { type Attempt, type Job, Supervisor } from './supervisor.ts';

class TestClock extends Clock {
  nowMs = 0;
  now(): number {
    return this.nowMs;
  }
}

const clock = new TestClock();
const retry = { firstPauseMs: 1_000, maxPauseMs: 60_000, resetAfterMs: 60_000 };

function supervise(
  run: (attempt: Attempt) => Promise<void>,
  idle?: 'PAUSED' | 'STOPPED',
): { supervisor: Supervisor; states: string[]; pauses: number[] } {
  const states: string[] = [];
  const pauses: number[] = [];
  const job: Job = { run };
  const observer = {
    state: (state: string) => void states.push(state),
    failed: (_: unknown, { pauseMs }: { pauseMs: number }) => void pauses.push(pauseMs),
  };
  const options = { clock, retry, fencedPauseMs: 10_000, leaveAfterMs: 100, idle };
  return { supervisor: new Supervisor(job, observer, options), states, pauses };
}

function untilAborted({ signal, started }: Attempt): Promise<void> {
  started();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

afterEach(() => {
  vi.useRealTimers();
});

describe('a job under supervision', () => {
  it('that fails is tried again after pauses that double, up to a bound', async () => {
    vi.useFakeTimers();
    const { supervisor, pauses } = supervise(() => Promise.reject(new Error('no')));
    await vi.advanceTimersByTimeAsync(400_000);
    expect(pauses.slice(0, 9)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    await supervisor.stop();
  });

  it('begins with the first pause again after it has worked for a while', async () => {
    vi.useFakeTimers();
    let workedMs = 0;
    const { supervisor, pauses } = supervise(() => {
      clock.nowMs += workedMs;
      return Promise.reject(new Error('no'));
    });
    await vi.advanceTimersByTimeAsync(6_900);
    workedMs = 61_000;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(pauses.slice(0, 5)).toEqual([1_000, 2_000, 4_000, 1_000, 1_000]);
    await supervisor.stop();
  });

  it('waits long over a mistake of the user, and until a session is over when it was shut out', async () => {
    vi.useFakeTimers();
    const mistake = supervise(() => Promise.reject(new ConfigError(new Map())));
    const fenced = supervise(() => Promise.reject(new ProducerFencedError('gone')));
    await vi.advanceTimersByTimeAsync(1);
    expect([mistake.pauses, fenced.pauses]).toEqual([[60_000], [10_000]]);
    await Promise.all([mistake.supervisor.stop(), fenced.supervisor.stop()]);
  });

  it('is paused, resumed and restarted', async () => {
    const { supervisor, states } = supervise(untilAborted, 'PAUSED');
    await eventually(() => states.join() === 'PAUSED');
    supervisor.restart();
    supervisor.setIdle(undefined);
    await eventually(() => states.join() === 'PAUSED,RUNNING');
    supervisor.restart();
    await eventually(() => states.join() === 'PAUSED,RUNNING,RESTARTING,RUNNING');
    supervisor.setIdle('STOPPED');
    await eventually(() => states.at(-1) === 'STOPPED');
    await supervisor.stop();
    expect(states).toEqual(['PAUSED', 'RUNNING', 'RESTARTING', 'RUNNING', 'STOPPED']);
  });

  it('that does not stop is left to itself', async () => {
    const { supervisor, states } = supervise(({ started }) => {
      started();
      return new Promise(() => undefined);
    });
    await eventually(() => states.join() === 'RUNNING');
    await supervisor.stop();
    expect(states).toEqual(['RUNNING']);
  });
});
