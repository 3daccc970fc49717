import type { OutgoingRecord, ReceivedRecord } from '@payments/kafka';
import type { Converters } from '../converters/converters.ts';
import type { ErrorStage } from '../errors/dead-letter.ts';
import type { SinkRecord } from '../records/connect-record.ts';
import type { TransformChain } from '../transforms/transform-chain.ts';

export interface SinkConversion {
  readonly converters: Converters;
  readonly transforms: TransformChain;
  /** Returns the dead letter to write, if it is to be one; throws if the record may not be passed over. */
  readonly failed: (record: ReceivedRecord, error: unknown, stage: ErrorStage) => OutgoingRecord | undefined;
}

/** Records as a sink takes them, in their order, and the dead letters of those that cannot be read. */
export function fromReceived(
  received: readonly ReceivedRecord[],
  { converters, transforms, failed }: SinkConversion,
): { readonly records: SinkRecord[]; readonly deadLetters: readonly OutgoingRecord[] } {
  const records: SinkRecord[] = [];
  const deadLetters: OutgoingRecord[] = [];
  for (const original of received) {
    let stage: ErrorStage = 'KEY_CONVERTER';
    try {
      const { topic, partition, offset, headers, timestampMs } = original;
      const key = converters.key.fromBytes(topic, original.key);
      stage = 'VALUE_CONVERTER';
      const value = converters.value.fromBytes(topic, original.value);
      const record: SinkRecord = {
        topic,
        partition,
        offset: Number(offset),
        keySchema: key.schema,
        key: key.value,
        valueSchema: value.schema,
        value: value.value,
        headers,
        timestampMs,
        original,
      };
      stage = 'TRANSFORMATION';
      const transformed = transforms.isEmpty ? record : transforms.apply(record);
      if (transformed !== undefined) records.push(transformed);
    } catch (error) {
      const deadLetter = failed(original, error, stage);
      if (deadLetter !== undefined) deadLetters.push(deadLetter);
    }
  }
  return { records, deadLetters };
}
