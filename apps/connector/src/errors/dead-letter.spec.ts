import type { ReceivedRecord } from '@payments/kafka';
import { describe, expect, it } from 'vitest';
import { deadLetterOf, type Failure } from './dead-letter.ts';
import { readErrorPolicy } from './error-policy.ts';

const received: ReceivedRecord = {
  topic: 'orders',
  partition: 3,
  offset: '42',
  key: Buffer.from('k'),
  value: Buffer.from([0xff, 0x00]),
  headers: { trace: Buffer.from('t') },
  timestampMs: 1_700_000_000_000,
};

const failure: Failure = {
  record: received,
  connector: 'orders-to-mysql',
  task: 0,
  stage: 'VALUE_CONVERTER',
  executingClass: 'org.apache.kafka.connect.json.JsonConverter',
  error: new TypeError('no JSON', { cause: new Error('at byte 0') }),
};

describe('what becomes of records that fail', () => {
  it('is Kafka Connect\u2019s default where nothing is said', () => {
    expect(readErrorPolicy({})).toEqual({
      tolerance: 'none',
      retryTimeoutMs: 0,
      maxRetryDelayMs: 60_000,
      logErrors: false,
      logRecords: false,
      deadLetters: undefined,
    });
  });

  it('is what the configuration says', () => {
    const policy = readErrorPolicy({
      'errors.tolerance': 'all',
      'errors.retry.timeout': '-1',
      'errors.deadletterqueue.topic.name': 'dead',
      'errors.deadletterqueue.topic.replication.factor': '1',
      'errors.deadletterqueue.context.headers.enable': 'true',
    });
    expect(policy).toMatchObject({
      tolerance: 'all',
      retryTimeoutMs: -1,
      deadLetters: { topic: 'dead', replicationFactor: 1, contextHeaders: true },
    });
  });

  it('keeps the record as it was and says in headers what was wrong', () => {
    const letter = deadLetterOf(failure, { topic: 'dead', replicationFactor: 1, contextHeaders: true });
    expect(letter).toMatchObject({ topic: 'dead', key: received.key, value: received.value });
    expect(letter.timestampMs).toBe(received.timestampMs);
    expect(letter.headers).toMatchObject({
      trace: received.headers['trace'],
      '__connect.errors.topic': 'orders',
      '__connect.errors.partition': '3',
      '__connect.errors.offset': '42',
      '__connect.errors.connector.name': 'orders-to-mysql',
      '__connect.errors.task.id': '0',
      '__connect.errors.stage': 'VALUE_CONVERTER',
      '__connect.errors.class.name': 'org.apache.kafka.connect.json.JsonConverter',
      '__connect.errors.exception.class.name': 'TypeError',
      '__connect.errors.exception.message': 'no JSON',
      '__connect.errors.exception.stacktrace': expect.stringContaining(
        'Caused by: Error: at byte 0',
      ) as string,
    });
  });

  it('adds no header that was not asked for, and knows what a source failed on', () => {
    const quiet = { topic: 'dead', replicationFactor: 1, contextHeaders: false };
    expect(deadLetterOf(failure, quiet).headers).toEqual(received.headers);
    const ofSource = { ...failure, record: { topic: 'orders', key: null, value: '{"id":1}' } };
    expect(deadLetterOf(ofSource, { ...quiet, contextHeaders: true })).toMatchObject({
      key: null,
      value: '{"id":1}',
      headers: { '__connect.errors.topic': 'orders' },
    });
  });
});
