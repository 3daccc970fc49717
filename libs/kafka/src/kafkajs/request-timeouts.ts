import { RequestQueue } from './internals.ts';

interface SentRequest {
  /** As `Date.now()` has it. */
  readonly sentAt: number;
  /** Milliseconds; never less than its queue's. */
  readonly requestTimeout: number;
  timeoutRequest(): void;
}

interface TimedQueue {
  readonly enforceRequestTimeout: boolean;
  /** Milliseconds. */
  readonly requestTimeout: number;
  readonly inflight: ReadonlyMap<number, SentRequest>;
  requestTimeoutIntervalId: NodeJS.Timeout | undefined;
  scheduleRequestTimeoutCheck(): void;
  sendSocketRequest(request: SentRequest): void;
  destroy(): void;
}

/**
 * kafkajs looks for late answers ten times a second, on each connection, whether any is expected or not: a service with fifteen
 * connections and nothing to do wakes up 150 times a second. Here a look is due when the first answer may be late, so that one
 * every `requestTimeout` is enough.
 */
export function patchRequestTimeouts(): void {
  const { prototype } = RequestQueue as unknown as { readonly prototype: TimedQueue };
  // oxlint-disable-next-line typescript/unbound-method -- they are called with the queue they belong to
  const { scheduleRequestTimeoutCheck, sendSocketRequest: send, destroy } = prototype;
  if ([scheduleRequestTimeoutCheck, send, destroy].some((method) => typeof method !== 'function'))
    throw new Error('kafkajs has no RequestQueue that checks the timeouts of its requests.');
  // Called when the connection stands.
  prototype.scheduleRequestTimeoutCheck = restart;
  prototype.sendSocketRequest = function sendInTime(this: TimedQueue, request): void {
    send.call(this, request);
    awaitDeadline(this);
  };
  prototype.destroy = function stop(this: TimedQueue): void {
    destroy.call(this);
    this.requestTimeoutIntervalId = undefined;
  };
}

function restart(this: TimedQueue): void {
  this.destroy();
  awaitDeadline(this);
}

/** No request sent later has an earlier deadline than the look that is due, for that is at most the queue's timeout away. */
function awaitDeadline(queue: TimedQueue): void {
  if (!queue.enforceRequestTimeout || queue.requestTimeoutIntervalId !== undefined) return;
  if (queue.inflight.size === 0) return;
  const untilFirstMs = Math.min(queue.requestTimeout, ...[...queue.inflight.values()].map(timeLeftMs));
  queue.requestTimeoutIntervalId = setTimeout(
    () => {
      queue.requestTimeoutIntervalId = undefined;
      for (const request of queue.inflight.values()) if (timeLeftMs(request) <= 0) request.timeoutRequest();
      awaitDeadline(queue);
    },
    Math.max(0, untilFirstMs),
  );
}

function timeLeftMs({ sentAt, requestTimeout }: SentRequest): number {
  return sentAt + requestTimeout - Date.now();
}
