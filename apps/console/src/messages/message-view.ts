import type { Message } from '@payments/console-api';
import type { StoredRecord } from '@payments/kafka';
import { bytesView, cutView } from '../kafka/bytes.ts';

/** Of a value in a list. */
export const shownValueBytes = 64 * 1024;

/** A record as the console shows it; nothing of what was fetched is held any more. */
export function messageView(record: StoredRecord, most = shownValueBytes): Message {
  const { topic, partition, offset, timestampMs, key, value, headers } = record;
  const valueBytes = value?.length ?? 0;
  return {
    topic,
    partition,
    offset,
    timestampMs,
    key: bytesView(key),
    value: cutView(value, most),
    headers: headers.map((header) => ({ name: header.name, value: bytesView(header.value) })),
    valueBytes,
    isValueCut: valueBytes > most,
  };
}
