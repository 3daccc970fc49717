import type { OutgoingRecord } from '@payments/kafka';
import type { Converters } from '../converters/converters.ts';
import type { ErrorStage } from '../errors/dead-letter.ts';
import type { SourceRecord } from '../records/connect-record.ts';
import type { TransformChain } from '../transforms/transform-chain.ts';

export interface SourceConversion {
  readonly converters: Converters;
  readonly transforms: TransformChain;
  /** Returns a dead letter to write instead, or nothing; throws if the record may not be passed over. */
  readonly failed: (record: SourceRecord, error: unknown, stage: ErrorStage) => OutgoingRecord | undefined;
}

/** The records of a batch as Kafka takes them, in their order. */
export function toOutgoing(
  records: readonly SourceRecord[],
  { converters, transforms, failed }: SourceConversion,
): OutgoingRecord[] {
  const outgoing: OutgoingRecord[] = [];
  for (const record of records) {
    let stage: ErrorStage = 'TRANSFORMATION';
    try {
      const transformed = transforms.isEmpty ? record : transforms.apply(record);
      if (transformed === undefined) continue;
      const { topic, headers, partition, timestampMs } = transformed;
      stage = 'KEY_CONVERTER';
      const key = converters.key.toBytes(topic, transformed.keySchema, transformed.key);
      stage = 'VALUE_CONVERTER';
      const value = converters.value.toBytes(topic, transformed.valueSchema, transformed.value);
      outgoing.push({
        topic,
        key,
        value,
        headers,
        ...(partition === undefined ? undefined : { partition }),
        ...(timestampMs === undefined ? undefined : { timestampMs }),
      });
    } catch (error) {
      const deadLetter = failed(record, error, stage);
      if (deadLetter !== undefined) outgoing.push(deadLetter);
    }
  }
  return outgoing;
}
