import { createRequire } from 'node:module';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { patchKafkajs } from './patches.ts';

const require = createRequire(import.meta.url);

interface Queue {
  readonly requestTimeoutIntervalId: unknown;
  push(request: object): void;
  fulfillRequest(answer: object): void;
  scheduleRequestTimeoutCheck(): void;
  destroy(): void;
}
const RequestQueue = require('kafkajs/src/network/requestQueue') as new (options: object) => Queue;

const quiet = { debug: () => undefined, warn: () => undefined };
const requestTimeout = 1_000;

/** As on a connection that stands. `ends` tells how requests ended, by their numbers. */
function connectedQueue() {
  const queue = new RequestQueue({ requestTimeout, enforceRequestTimeout: true, logger: quiet });
  onTestFinished(() => queue.destroy());
  queue.scheduleRequestTimeoutCheck();
  const ends: Record<number, string> = {};
  return {
    queue,
    ends,
    send: (correlationId: number, ownTimeout?: number): void =>
      queue.push({
        entry: {
          correlationId,
          resolve: () => (ends[correlationId] = 'answered'),
          reject: ({ name }: Error) => (ends[correlationId] = name),
        },
        expectResponse: true,
        requestTimeout: ownTimeout,
        sendRequest: () => undefined,
      }),
    answer: (correlationId: number): void =>
      queue.fulfillRequest({ correlationId, payload: Buffer.alloc(0), size: 0 }),
  };
}

describe("a connection's requests", () => {
  beforeEach(() => {
    patchKafkajs();
    vi.useFakeTimers();
    return () => vi.useRealTimers();
  });

  it('end when their answer is late, each at its own time', () => {
    const { ends, send, answer } = connectedQueue();
    send(1);
    vi.advanceTimersByTime(400);
    send(2);
    send(3, 5_000);
    send(4);
    answer(4);
    vi.advanceTimersByTime(599);
    expect(ends).toEqual({ 4: 'answered' });
    vi.advanceTimersByTime(1);
    expect(ends).toEqual({ 1: 'KafkaJSRequestTimeoutError', 4: 'answered' });
    vi.advanceTimersByTime(400);
    expect(ends[2]).toBe('KafkaJSRequestTimeoutError');
    vi.advanceTimersByTime(3_999);
    expect(ends[3]).toBeUndefined();
    vi.advanceTimersByTime(1);
    expect(ends[3]).toBe('KafkaJSRequestTimeoutError');
  });

  it('are looked at no more often than one of them can be late', () => {
    const { queue, ends, send, answer } = connectedQueue();
    expect(vi.getTimerCount()).toBe(0);
    const looks = new Set<unknown>();
    for (let id = 1; id <= 10; id += 1) {
      send(id);
      looks.add(queue.requestTimeoutIntervalId);
      vi.advanceTimersByTime(90);
      answer(id);
    }
    expect(looks.size).toBe(1);
    vi.advanceTimersByTime(requestTimeout);
    expect(vi.getTimerCount()).toBe(0);
    expect(Object.values(ends)).toEqual(Array.from({ length: 10 }, () => 'answered'));
  });

  it('leave no timer behind when the connection ends, and are timed again on the next one', () => {
    const { queue, ends, send, answer } = connectedQueue();
    send(1);
    answer(1);
    queue.destroy();
    expect(vi.getTimerCount()).toBe(0);
    queue.scheduleRequestTimeoutCheck();
    send(2);
    vi.advanceTimersByTime(requestTimeout);
    expect(ends[2]).toBe('KafkaJSRequestTimeoutError');
  });
});
