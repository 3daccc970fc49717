import type { Message, SearchEvents, SearchProgress } from '@payments/console-api';
import type { EventStream } from '../http/event-streams.service.ts';
import { messageView } from './message-view.ts';
import type { ScanStep } from './message-scan.service.ts';

const progressMs = 200;
const maxPerEvent = 50;

/** Sends what is found as it is found, how far it is, and in the end why it ended. It goes no faster than the reader reads. */
export async function searchMessages(
  stream: EventStream,
  steps: AsyncGenerator<ScanStep>,
  limit: number,
): Promise<void> {
  const startMs = performance.now();
  let saidMs = -Infinity;
  let progress: SearchProgress = { searched: 0, total: 0, matched: 0, elapsedMs: 0 };
  for await (const { matches, searched, total } of steps) {
    const found = matches.slice(0, limit - progress.matched);
    const nowMs = performance.now();
    progress = {
      searched,
      total,
      matched: progress.matched + found.length,
      elapsedMs: Math.round(nowMs - startMs),
    };
    for (let at = 0; at < found.length; at += maxPerEvent)
      stream.send(
        'matches',
        found.slice(at, at + maxPerEvent).map((record): Message => messageView(record)),
      );
    const isLimit = progress.matched >= limit;
    if (isLimit)
      return void stream.send('end', { ...progress, reason: 'limit-reached' } satisfies SearchEvents['end']);
    if (nowMs - saidMs >= progressMs) {
      stream.send('progress', progress);
      saidMs = nowMs;
    }
    await stream.drained();
  }
  stream.send('end', { ...progress, reason: 'searched-all' } satisfies SearchEvents['end']);
}
