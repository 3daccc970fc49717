import type { OutgoingRecord, ReceivedRecord } from '@payments/kafka';
import type { FailedRecord } from '../plugin/source-task.ts';
import type { DeadLetterTopic } from './error-policy.ts';

/** Where a record failed, in Kafka Connect's words. */
export type ErrorStage =
  | 'TRANSFORMATION'
  | 'KEY_CONVERTER'
  | 'VALUE_CONVERTER'
  | 'HEADER_CONVERTER'
  | 'TASK_PUT'
  | 'TASK_POLL'
  | 'KAFKA_CONSUME'
  | 'KAFKA_PRODUCE';

/** A record that failed, and who failed on it. */
export interface Failure {
  /** As it stood in the topic; of a source: what there is of it. */
  readonly record: ReceivedRecord | FailedRecord;
  readonly connector: string;
  readonly task: number;
  readonly stage: ErrorStage;
  /** The class that was at work, by the name the configuration has for it. */
  readonly executingClass: string;
  readonly error: unknown;
}

/** What a dead letter says of its failure, in Kafka Connect's words. */
export const errorHeaders = {
  topic: '__connect.errors.topic',
  partition: '__connect.errors.partition',
  offset: '__connect.errors.offset',
  connector: '__connect.errors.connector.name',
  task: '__connect.errors.task.id',
  stage: '__connect.errors.stage',
  executingClass: '__connect.errors.class.name',
  exceptionClass: '__connect.errors.exception.class.name',
  message: '__connect.errors.exception.message',
  stackTrace: '__connect.errors.exception.stacktrace',
} as const;

const maxMessageLength = 1_000;
const maxStackTraceLength = 8_000;

/** The record as a dead letter: key, value, headers and time as they were, and why, if the topic is to say so. */
export function deadLetterOf(failure: Failure, to: DeadLetterTopic): OutgoingRecord {
  const { record } = failure;
  const isReceived = 'offset' in record;
  return {
    topic: to.topic,
    key: record.key,
    value: record.value,
    ...(isReceived ? { timestampMs: record.timestampMs } : {}),
    headers: { ...(isReceived ? record.headers : {}), ...(to.contextHeaders ? contextOf(failure) : {}) },
  };
}

function contextOf(failure: Failure): Record<string, string> {
  const { record, error } = failure;
  const headers: Record<string, string> = { [errorHeaders.topic]: record.topic };
  if ('offset' in record) {
    headers[errorHeaders.partition] = String(record.partition);
    headers[errorHeaders.offset] = record.offset;
  }
  headers[errorHeaders.connector] = failure.connector;
  headers[errorHeaders.task] = String(failure.task);
  headers[errorHeaders.stage] = failure.stage;
  headers[errorHeaders.executingClass] = failure.executingClass;
  headers[errorHeaders.exceptionClass] = error instanceof Error ? error.name : 'Error';
  headers[errorHeaders.message] = messageOf(error).slice(0, maxMessageLength);
  headers[errorHeaders.stackTrace] = stackTraceOf(error).slice(0, maxStackTraceLength);
  return headers;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** With what caused it, as Java's stack traces have it. */
function stackTraceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? String(error);
  return error.cause === undefined ? own : `${own}\nCaused by: ${stackTraceOf(error.cause)}`;
}
