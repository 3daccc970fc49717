import type { LogEntry } from 'kafkajs';
import kafkajs from 'kafkajs';

/** Where log lines go; Nest's `Logger` is one. */
export interface Log {
  log(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** The same line again within this time is not written again. */
const repeatAfterMs = 10_000;
const maxRemembered = 200;
/** What kafkajs calls an error and is part of normal life: every rebalance, every transaction that is still completing. */
const normal = [
  /^Response (Heartbeat|JoinGroup|SyncGroup|OffsetCommit|AddPartitionsToTxn|AddOffsetsToTxn|EndTxn|InitProducerId)/,
  /^Response (GroupCoordinator|Metadata|LeaveGroup|CreateTopics|OffsetFetch)/,
  /^The group is rebalancing/,
  /rebalanc/i,
  /^Response without match/,
];

/**
 * kafkajs's log lines in the words of this service's log: its errors are warnings here (whoever asked gets the error itself),
 * what happens in every rebalance is not said, and what repeats is said once in ten seconds.
 */
export function kafkajsLogCreator(log: Log, now: () => number = Date.now): () => (entry: LogEntry) => void {
  const said = new Map<string, number>();
  return () =>
    ({ namespace, level, log: { message, broker, error, groupId } }) => {
      if (level > kafkajs.logLevel.WARN || normal.some((pattern) => pattern.test(message))) return;
      const where = [broker, groupId].filter((part) => part !== undefined).join(', ');
      const why = typeof error === 'string' ? `: ${error}` : '';
      const line = `kafkajs ${namespace}: ${message}${why}${where === '' ? '' : ` (${where})`}`;
      const nowMs = now();
      if (nowMs - (said.get(line) ?? -Infinity) < repeatAfterMs) return;
      if (said.size >= maxRemembered) said.clear();
      said.set(line, nowMs);
      log.warn(line);
    };
}
