import type { RawConfig } from '../config/config-def.ts';
import type { ConfigErrors } from '../config/read-config.ts';
import { readContent } from './content-config.ts';
import { fitsBesideOffset } from './plan.ts';
import { readSinkConfig, type SinkConfig } from './sink-config.ts';

/** What keys say together: each is good on its own. */
export function configRuleErrors(raw: RawConfig): ConfigErrors {
  const config = readSinkConfig(raw);
  const errors = new Map<string, readonly string[]>();
  for (const [key, isBroken, sentence] of rules) if (isBroken(config)) errors.set(key, [sentence]);
  if (!fitsBesideOffset(raw))
    errors.set('path.format', [
      'The keys that decide about objects are longer than what Kafka keeps beside an offset.',
    ]);
  if (errors.size === 0) readContent(raw);
  return errors;
}

type Rule = readonly [key: string, isBroken: (config: SinkConfig) => boolean, sentence: string];

const isTimeBased = (config: SinkConfig): boolean => config['partitioner.class'] === 'TimeBasedPartitioner';
const maxGzipLevel = 9;

const rules: readonly Rule[] = [
  [
    'path.format',
    (config) => isTimeBased(config) && config['path.format'] === '',
    'Path format cannot be empty.',
  ],
  [
    'partition.duration.ms',
    (config) => isTimeBased(config) && config['partition.duration.ms'] < 1,
    'Partition duration needs to be a positive.',
  ],
  [
    'partition.field.name',
    (config) =>
      config['partitioner.class'] === 'FieldPartitioner' && config['partition.field.name'].length === 0,
    'FieldPartitioner needs the names of fields.',
  ],
  [
    'behavior.on.null.values',
    (config) => config['behavior.on.null.values'] === 'write' && !config['store.kafka.metadata'],
    'A record without a value has only its key: write needs store.kafka.metadata=true.',
  ],
  [
    'behavior.on.null.values',
    (config) => config['behavior.on.null.values'] === 'write' && config['format.class'] === 'ByteArrayFormat',
    'ByteArrayFormat cannot write a record without a value.',
  ],
  [
    'store.kafka.metadata',
    (config) => config['store.kafka.metadata'] && config['format.class'] === 'ByteArrayFormat',
    'ByteArrayFormat has no room for more than values: set format.class to JsonFormat or ParquetFormat.',
  ],
  [
    's3.compression.type',
    (config) =>
      config['s3.compression.type'] !== 'none' &&
      (config['format.class'] === 'ParquetFormat' || config['format.class'] === 'AvroFormat'),
    'Parquet and Avro compress inside: set parquet.codec or avro.codec instead.',
  ],
  [
    's3.compression.level',
    (config) => config['s3.compression.type'] === 'gzip' && config['s3.compression.level'] > maxGzipLevel,
    'gzip has levels up to 9.',
  ],
  [
    'aws.secret.access.key',
    (config) => config['aws.access.key.id'] !== undefined && config['aws.secret.access.key'] === undefined,
    'aws.access.key.id needs its secret.',
  ],
];
