import { createTopic, type OutgoingRecord, type ReceivedRecord } from '@payments/kafka';
import type { RawConfig } from '../config/config-def.ts';
import { createConverters } from '../converters/converters.ts';
import { type ErrorPolicy, readErrorPolicy } from '../errors/error-policy.ts';
import type { ErrorStage } from '../errors/dead-letter.ts';
import type { SinkRecord } from '../records/connect-record.ts';
import { createTransforms } from '../transforms/transform-chain.ts';
import { RecordFailures } from './record-failures.ts';
import { fromReceived, type SinkConversion } from './sink-records.ts';
import type { TaskParts } from './task-parts.ts';
import { deadLetterTopic } from './topic-creation.ts';
import { workerMetrics } from './worker-metrics.ts';

/** The way of records from Kafka to a writer. */
export class SinkInlet {
  private readonly parts: TaskParts;
  private readonly config: RawConfig;
  private readonly policy: ErrorPolicy;
  private readonly failures: RecordFailures;
  private readonly conversion: SinkConversion;
  private readonly labels: { readonly connector: string; readonly task: string };
  private deadLetterTopic: Promise<boolean> | undefined;

  constructor(parts: TaskParts, config: RawConfig) {
    this.parts = parts;
    this.config = config;
    this.policy = readErrorPolicy(config);
    this.failures = new RecordFailures(parts, this.policy);
    this.labels = { connector: parts.connector, task: String(parts.task) };
    this.conversion = {
      converters: createConverters(config, parts.options.converters),
      transforms: createTransforms(config),
      failed: (record, error, stage) => this.tolerate(record, error, stage),
    };
  }

  /** What cannot be read is among the dead letters, if it is to be, when this resolves. */
  async convert(received: readonly ReceivedRecord[]): Promise<readonly SinkRecord[]> {
    const { records, deadLetters } = fromReceived(received, this.conversion);
    if (deadLetters.length > 0) await this.bury(deadLetters);
    return records;
  }

  async skip(record: SinkRecord, error: unknown): Promise<void> {
    const deadLetter = this.tolerate(record.original, error, 'TASK_PUT');
    if (deadLetter !== undefined) await this.bury([deadLetter]);
  }

  /** A writer has taken so many records. */
  took(topic: string, count: number): void {
    if (count === 0) return;
    const { activeTopics, connector, task, reporter, clock } = this.parts;
    workerMetrics.records.inc(this.labels, count);
    activeTopics.saw(connector, task, topic);
    reporter.note({ last_record_at: new Date(clock.now()).toISOString() });
  }

  private tolerate(record: ReceivedRecord, error: unknown, stage: ErrorStage): OutgoingRecord | undefined {
    const executingClass = this.config[classKeys[stage] ?? 'connector.class'] ?? '';
    return this.failures.tolerate(record, error, { stage, executingClass });
  }

  private async bury(deadLetters: readonly OutgoingRecord[]): Promise<void> {
    const topic = this.policy.deadLetters?.topic;
    if (topic === undefined) return;
    this.deadLetterTopic ??= createTopic(this.parts.kafka, deadLetterTopic(this.config, topic));
    try {
      await this.deadLetterTopic;
    } catch (error) {
      this.deadLetterTopic = undefined;
      throw error;
    }
    await this.parts.producer.send(deadLetters);
  }
}

const classKeys: Partial<Record<ErrorStage, string>> = {
  KEY_CONVERTER: 'key.converter',
  VALUE_CONVERTER: 'value.converter',
};
