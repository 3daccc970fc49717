import {
  createTopic,
  type OutgoingRecord,
  type TopicToCreate,
  type TransactionalProducer,
} from '@payments/kafka';
import type { RawConfig } from '../config/config-def.ts';
import { createConverters } from '../converters/converters.ts';
import { stringifyJson } from '../converters/json/exact-json.ts';
import type { ErrorPolicy } from '../errors/error-policy.ts';
import type { FailedRecord, SourceBatch, SourceTaskContext } from '../plugin/source-task.ts';
import type { SourceRecord } from '../records/connect-record.ts';
import { createTransforms } from '../transforms/transform-chain.ts';
import { RecordFailures } from './record-failures.ts';
import { type SourceConversion, toOutgoing } from './source-records.ts';
import type { TaskParts } from './task-parts.ts';
import { deadLetterTopic, topicToCreate } from './topic-creation.ts';
import { workerMetrics } from './worker-metrics.ts';

export interface SourceTransaction {
  readonly records: readonly OutgoingRecord[];
  readonly offsets: SourceBatch['offsets'];
}

/** The way of batches into Kafka. */
export class SourceOutlet {
  private readonly parts: TaskParts;
  private readonly config: RawConfig;
  private readonly policy: ErrorPolicy;
  private readonly producer: TransactionalProducer;
  private readonly failures: RecordFailures;
  private readonly conversion: SourceConversion;
  private readonly knownTopics = new Set<string>();
  private readonly labels: { readonly connector: string; readonly task: string };
  /** Dead letters of what could not be made a record: they go with the batch that comes next. */
  private skipped: OutgoingRecord[] = [];

  constructor(
    parts: TaskParts,
    { config, policy, producer }: { config: RawConfig; policy: ErrorPolicy; producer: TransactionalProducer },
  ) {
    this.parts = parts;
    this.config = config;
    this.policy = policy;
    this.producer = producer;
    this.labels = { connector: parts.connector, task: String(parts.task) };
    this.failures = new RecordFailures(parts, policy);
    const converters = createConverters(config, parts.options.converters);
    this.conversion = {
      converters,
      transforms: createTransforms(config),
      failed: (record, error, stage) =>
        this.failures.tolerate(failedRecord(record), error, {
          stage,
          executingClass: this.parts.raw[classKeys[stage] ?? ''] ?? '',
        }),
    };
  }

  skip(...[failed, error]: Parameters<SourceTaskContext['skip']>): void {
    const place = { stage: 'TASK_POLL' as const, executingClass: this.config['connector.class'] ?? '' };
    const deadLetter = this.failures.tolerate(failed, error, place);
    if (deadLetter !== undefined) this.skipped.push(deadLetter);
  }

  /** What was skipped since the last batch goes with this one. */
  prepare({ records, offsets }: SourceBatch): SourceTransaction {
    const { skipped } = this;
    this.skipped = [];
    return { records: [...toOutgoing(records, this.conversion), ...skipped], offsets };
  }

  async commit({ records, offsets }: SourceTransaction): Promise<void> {
    const { connector, task, state, options, reporter, clock, activeTopics } = this.parts;
    if (records.length === 0 && offsets.length === 0) return;
    const topics = new Set(records.map(({ topic }) => topic));
    for (const topic of topics) await this.ensureTopic(topic);
    const positions = state.offsets.records(options.topics.offsets, connector, offsets);
    await this.producer.transact({ records: [...records, ...positions] });
    for (const topic of topics) activeTopics.saw(connector, task, topic);
    if (records.length === 0) return;
    workerMetrics.records.inc(this.labels, records.length);
    reporter.note({ last_record_at: new Date(clock.now()).toISOString() });
  }

  /** Topics are not made by writing to them. */
  private async ensureTopic(topic: string): Promise<void> {
    if (this.knownTopics.has(topic)) return;
    if (await createTopic(this.parts.kafka, this.definitionOf(topic)))
      this.parts.log.log(`${this.parts.connector}: made the topic ${topic}.`);
    this.knownTopics.add(topic);
  }

  private definitionOf(topic: string): TopicToCreate {
    return topic === this.policy.deadLetters?.topic
      ? deadLetterTopic(this.config, topic)
      : topicToCreate(this.config, topic);
  }
}

/** What there is of a record that has no bytes yet: what it says, as JSON. */
function failedRecord({ topic, key, value }: SourceRecord): FailedRecord {
  return { topic, key: jsonOf(key), value: jsonOf(value) };
}

function jsonOf(value: unknown): string | null {
  try {
    return value === null || value === undefined ? null : stringifyJson(value);
  } catch {
    return null;
  }
}

const classKeys: Readonly<Record<string, string>> = {
  KEY_CONVERTER: 'key.converter',
  VALUE_CONVERTER: 'value.converter',
};
