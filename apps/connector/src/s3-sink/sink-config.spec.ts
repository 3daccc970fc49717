import { describe, expect, it } from 'vitest';
import { configErrors } from '../config/read-config.ts';
import { configRuleErrors } from './config-rules.ts';
import { s3Sink } from './s3-sink.ts';
import { readSinkConfig, sinkDef } from './sink-config.ts';

/** As Confluent's quickstart has it. */
const quickstart = {
  name: 's3-sink',
  'connector.class': 'io.confluent.connect.s3.S3SinkConnector',
  'tasks.max': '1',
  topics: 's3_topic',
  's3.region': 'us-west-2',
  's3.bucket.name': 'confluent-kafka-connect-s3-testing',
  's3.part.size': '5242880',
  'flush.size': '3',
  'storage.class': 'io.confluent.connect.s3.storage.S3Storage',
  'format.class': 'io.confluent.connect.s3.format.avro.AvroFormat',
  'schema.generator.class': 'io.confluent.connect.storage.hive.schema.DefaultSchemaGenerator',
  'partitioner.class': 'io.confluent.connect.storage.partitioner.DefaultPartitioner',
  'schema.compatibility': 'NONE',
};

describe('the configuration of the sink', () => {
  it('takes that of the quickstart', () => {
    expect(s3Sink.classes).toContain(quickstart['connector.class']);
    expect([...configErrors(sinkDef, quickstart)]).toEqual([]);
    expect([...configRuleErrors(quickstart)]).toEqual([]);
    expect(readSinkConfig(quickstart)['format.class']).toBe('AvroFormat');
  });

  it.each([
    ['format.class', 'io.confluent.connect.s3.format.orc.OrcFormat', 'must be one of: JsonFormat'],
    ['flush.size', '0', 'at least 1'],
    ['timezone', 'Mars/Olympus', 'Mars/Olympus'],
    ['path.format', 'bb', 'Illegal pattern component'],
    ['store.url', 'localhost:9000', 'http://127.0.0.1:9000'],
    ['store.kafka.keys', 'true', 'store.kafka.metadata=true'],
    ['chunk.max.bytes', '10', 'at least 65536'],
  ])('refuses for %s: %s', (key, value, message) => {
    expect(
      configErrors(sinkDef, { ...quickstart, [key]: value })
        .get(key)
        ?.join(),
    ).toContain(message);
  });

  it('asks for what it cannot guess', () => {
    expect([...configErrors(sinkDef, {}).keys()]).toEqual(['s3.bucket.name', 'flush.size', 'format.class']);
  });
});
