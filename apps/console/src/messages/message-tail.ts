import type { Message, TailEvents } from '@payments/console-api';
import { readSpans, type KafkaConnection, type Span } from '@payments/kafka';
import type { EventStream } from '../http/event-streams.service.ts';
import type { MessageMatcher } from './message-filter.ts';
import { messageView } from './message-view.ts';

const flushMs = 250;
const maxPerFlush = 100;

/** Sends what is written from now on, a few times a second; when that is too much to read, the newest, and how many they are not. */
export async function tailMessages(
  stream: EventStream,
  {
    connection,
    topic,
    spans,
    matcher,
  }: { connection: KafkaConnection; topic: string; spans: readonly Span[]; matcher: MessageMatcher },
): Promise<void> {
  stream.send('ready', {} satisfies TailEvents['ready']);
  let waiting: Message[] = [];
  let skipped = 0;
  let isHeld = false;
  const flush = async (): Promise<void> => {
    if (waiting.length === 0 || isHeld) return;
    const isTaken = stream.send('messages', { messages: waiting, skipped } satisfies TailEvents['messages']);
    waiting = [];
    skipped = 0;
    if (isTaken) return;
    // A reader that does not keep up misses what comes meanwhile.
    isHeld = true;
    await stream.drained();
    isHeld = false;
  };
  const timer = setInterval(() => void flush(), flushMs);
  try {
    for await (const { batches } of readSpans(connection, topic, spans, { signal: stream.signal }))
      for (const batch of batches) {
        const records = await matcher.matchesIn(batch);
        const kept = records.slice(-maxPerFlush);
        skipped += records.length - kept.length;
        waiting.push(...kept.map((record) => messageView(record)));
        skipped += waiting.splice(0, Math.max(0, waiting.length - maxPerFlush)).length;
      }
  } finally {
    clearInterval(timer);
  }
}
