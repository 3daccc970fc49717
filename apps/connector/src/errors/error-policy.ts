import {
  booleanKey,
  type ConfigDef,
  intKey,
  longKey,
  type RawConfig,
  stringKey,
  wordKey,
} from '../config/config-def.ts';
import { readConfig } from '../config/read-config.ts';

/** What becomes of records that cannot be processed. */
export interface ErrorPolicy {
  /** `all`: a bad record is skipped; `none`: it fails the task. */
  readonly tolerance: 'none' | 'all';
  /** How long an operation that failed for a passing reason is tried again, in milliseconds; 0: not at all; -1: for ever. */
  readonly retryTimeoutMs: number;
  readonly maxRetryDelayMs: number;
  /** Whether errors are logged beside being counted; failures of the task always are. */
  readonly logErrors: boolean;
  /** Whether a logged error shows the record: topic, partition, offset and time, never key or value. */
  readonly logRecords: boolean;
  /** Where bad records go; undefined: nowhere. */
  readonly deadLetters: DeadLetterTopic | undefined;
}

export interface DeadLetterTopic {
  readonly topic: string;
  readonly replicationFactor: number;
  /** Whether dead letters say in their headers what went wrong. */
  readonly contextHeaders: boolean;
}

const group = 'Error Handling';

/** The keys about errors that every connector takes, source or sink. */
export const errorPolicyDef = {
  'errors.retry.timeout': longKey({
    doc: 'How long an operation that failed is tried again, in milliseconds. 0: not at all; -1: for ever.',
    default: 0,
    importance: 'MEDIUM',
    group,
    displayName: 'Retry Timeout for Errors',
    check: (value) => (value < -1 ? 'Value must be at least -1' : undefined),
  }),
  'errors.retry.delay.max.ms': longKey({
    doc: 'The longest pause between two tries, in milliseconds.',
    default: 60_000,
    importance: 'MEDIUM',
    group,
    displayName: 'Maximum Delay Between Retries for Errors',
    check: (value) => (value < 1 ? 'Value must be at least 1' : undefined),
  }),
  'errors.tolerance': wordKey(['none', 'all'], {
    doc: 'none: a record that cannot be processed fails the task. all: it is skipped.',
    default: 'none',
    importance: 'MEDIUM',
    group,
    displayName: 'Error Tolerance',
  }),
  'errors.log.enable': booleanKey({
    doc: 'Whether errors that are tolerated are logged too.',
    default: false,
    importance: 'MEDIUM',
    group,
    displayName: 'Log Errors',
  }),
  'errors.log.include.messages': booleanKey({
    doc: 'Whether a logged error says which record it was: topic, partition, offset and time.',
    default: false,
    importance: 'MEDIUM',
    group,
    displayName: 'Log Error Details',
  }),
  'errors.deadletterqueue.topic.name': stringKey({
    doc: 'The topic for records that could not be processed, of sources too. Empty: they are only skipped.',
    default: '',
    importance: 'MEDIUM',
    group,
    displayName: 'Dead Letter Queue Topic Name',
  }),
  'errors.deadletterqueue.topic.replication.factor': intKey({
    doc: 'Of that topic, when it has to be created.',
    default: 3,
    importance: 'MEDIUM',
    group,
    displayName: 'Dead Letter Queue Topic Replication Factor',
    check: (value) => (value < 1 && value !== -1 ? 'Value must be at least 1, or -1' : undefined),
  }),
  'errors.deadletterqueue.context.headers.enable': booleanKey({
    doc: 'Whether dead letters say in headers (__connect.errors.*) what went wrong.',
    default: false,
    importance: 'MEDIUM',
    group,
    displayName: 'Enable Error Context Headers',
  }),
} satisfies ConfigDef;

/** @throws ConfigError if a key cannot be read */
export function readErrorPolicy(raw: RawConfig): ErrorPolicy {
  const config = readConfig(errorPolicyDef, raw);
  const topic = config['errors.deadletterqueue.topic.name'];
  return {
    tolerance: config['errors.tolerance'],
    retryTimeoutMs: config['errors.retry.timeout'],
    maxRetryDelayMs: config['errors.retry.delay.max.ms'],
    logErrors: config['errors.log.enable'],
    logRecords: config['errors.log.include.messages'],
    deadLetters:
      topic === ''
        ? undefined
        : {
            topic,
            replicationFactor: config['errors.deadletterqueue.topic.replication.factor'],
            contextHeaders: config['errors.deadletterqueue.context.headers.enable'],
          },
  };
}
