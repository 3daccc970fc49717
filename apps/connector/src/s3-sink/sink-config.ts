import type { ObjectStoreError, PutOptions } from '@payments/archive';
import { ObjectStore } from '@payments/archive';
import {
  booleanKey,
  classKey,
  type ConfigDef,
  type ConfigValues,
  intKey,
  listKey,
  longKey,
  passwordKey,
  type RawConfig,
  stringKey,
  wordKey,
} from '../config/config-def.ts';
import { readConfig } from '../config/read-config.ts';
import { contentDef } from './content-config.ts';

const mebibyte = 1_048_576;

/** Keys that decide where objects go, when, and how patiently. */
const placeDef = {
  's3.bucket.name': stringKey({ doc: 'The bucket; it has to exist.', importance: 'HIGH' }),
  's3.region': stringKey({ doc: 'The region of the bucket.', default: 'us-west-2' }),
  'store.url': stringKey({
    doc: 'The address of a store other than Amazon S3.',
    default: null,
    check: address,
  }),
  's3.path.style.access.enabled': booleanKey({
    doc: 'http://host/bucket/key instead of http://bucket.host/key.',
    default: true,
  }),
  'aws.access.key.id': stringKey({
    doc: 'The access key. Without it: the environment, the shared files, the role of the machine.',
    default: null,
  }),
  'aws.secret.access.key': passwordKey({ doc: 'Its secret.', default: null }),
  's3.ssea.name': wordKey(['AES256', 'aws:kms', ''], { doc: 'Encryption by the store.', default: '' }),
  's3.sse.kms.key.id': stringKey({ doc: 'The key for aws:kms.', default: '' }),
  's3.acl.canned': stringKey({ doc: 'Who may read the objects, by the name S3 has for it.', default: null }),
  's3.object.tagging': booleanKey({
    doc: 'Tags objects with startOffset, endOffset and recordCount.',
    default: false,
  }),
  's3.retry.backoff.ms': longKey({
    doc: 'The pause before a request is tried again; the following ones double, up to 10 seconds.',
    default: 200,
    check: positive,
  }),
  's3.request.timeout.ms': intKey({
    doc: 'How long nothing may come of a request; a body to be sent has 10 seconds more for each megabyte.',
    default: 30_000,
    check: positive,
  }),
} satisfies ConfigDef;

const rotationDef = {
  'flush.size': intKey({
    doc: 'Records of a partition after which its objects are written.',
    importance: 'HIGH',
    check: positive,
  }),
  'rotate.interval.ms': longKey({
    doc: 'Time of records after which their objects are written. Needs a partitioner by time.',
    default: -1,
    importance: 'HIGH',
  }),
  'rotate.schedule.interval.ms': longKey({
    doc: 'Time by the clock after which objects are written, counted from midnight in the time zone. Exactly once all the same.',
    default: -1,
    importance: 'MEDIUM',
  }),
  'flush.timeout.ms': longKey({
    doc:
      'The longest time, by the clock, that a record waits to be written. By default 10 minutes, or rotate.interval.ms and a minute; ' +
      'with rotate.schedule.interval.ms that decides.',
    default: null,
    check: positive,
  }),
  'chunk.max.bytes': longKey({
    doc: 'Bytes in memory, compressed as far as they are, after which the objects of a partition are written.',
    default: 32 * mebibyte,
    check: (value) => (value < 65_536 ? 'must be at least 65536' : undefined),
  }),
  'task.max.bytes': longKey({
    doc: 'Bytes in memory of all partitions of a task; beyond them the largest is written.',
    default: 64 * mebibyte,
    check: (value) => (value < 65_536 ? 'must be at least 65536' : undefined),
  }),
} satisfies ConfigDef;

const unused = 'Taken from existing configurations; not needed here.';

/** Keys of Confluent's connector that mean nothing here, with their defaults. */
const unusedDef = {
  'storage.class': classKey({ doc: unused, default: 'io.confluent.connect.s3.storage.S3Storage' }),
  'schema.generator.class': classKey({ doc: unused, default: null }),
  'schema.compatibility': wordKey(['NONE', 'BACKWARD', 'FORWARD', 'FULL'], {
    doc: 'Objects take the columns of all their records: no change of a schema ends one.',
    default: 'NONE',
  }),
  's3.part.size': intKey({ doc: unused, default: 26_214_400 }),
  's3.part.retries': intKey({ doc: unused, default: 3 }),
  'retry.backoff.ms': longKey({ doc: unused, default: 5_000 }),
  's3.credentials.provider.class': classKey({ doc: unused, default: null }),
  'enable.conditional.writes': booleanKey({ doc: unused, default: true }),
  'rotate.file.on.partition.change': booleanKey({ doc: unused, default: true }),
  'partitioner.max.open.files': intKey({ doc: unused, default: -1 }),
  'report.null.values.to.dlq': booleanKey({ doc: unused, default: true }),
  'store.kafka.keys': booleanKey({ doc: unused, default: false, check: instead }),
  'store.kafka.headers': booleanKey({ doc: unused, default: false, check: instead }),
  's3.proxy.url': stringKey({
    doc: unused,
    default: '',
    check: (value) => (value ? 'is not supported' : undefined),
  }),
  'partition.field.format.path': listKey({ doc: unused, default: [] }),
} satisfies ConfigDef;

/** The keys of the sink: Confluent's, with their defaults, and a few more. */
export const sinkDef = { ...placeDef, ...rotationDef, ...contentDef, ...unusedDef } satisfies ConfigDef;

export type SinkConfig = ConfigValues<typeof sinkDef>;

/** @throws ConfigError if a key cannot be read */
export function readSinkConfig(raw: RawConfig): SinkConfig {
  return readConfig(sinkDef, raw);
}

export interface StorePatience {
  readonly requestTimeoutMs?: number;
  readonly retryForMs?: number;
  readonly onRetry?: (error: ObjectStoreError) => void;
}

/** The bucket a configuration names. */
export function storeOf(config: SinkConfig, patience: StorePatience = {}): ObjectStore {
  const accessKeyId = config['aws.access.key.id'];
  return new ObjectStore({
    bucket: config['s3.bucket.name'],
    region: config['s3.region'],
    endpoint: config['store.url'],
    isPathStyle: config['s3.path.style.access.enabled'],
    requestTimeoutMs: config['s3.request.timeout.ms'],
    firstPauseMs: config['s3.retry.backoff.ms'],
    ...(accessKeyId !== undefined && {
      credentials: { accessKeyId, secretAccessKey: config['aws.secret.access.key'] ?? '' },
    }),
    ...patience,
  });
}

/** What every object is written with. */
export function putOptionsOf(config: SinkConfig): PutOptions {
  return {
    ...(config['s3.ssea.name'] !== '' && { ServerSideEncryption: config['s3.ssea.name'] }),
    ...(config['s3.sse.kms.key.id'] !== '' && { SSEKMSKeyId: config['s3.sse.kms.key.id'] }),
    ...(config['s3.acl.canned'] !== undefined && {
      ACL: config['s3.acl.canned'] as NonNullable<PutOptions['ACL']>,
    }),
  };
}

function positive(value: number): string | undefined {
  return value < 1 ? 'Value must be at least 1' : undefined;
}

function instead(value: boolean): string | undefined {
  return value
    ? 'is not supported: store.kafka.metadata=true keeps keys and headers with their records'
    : undefined;
}

function address(value: string): string | undefined {
  return /^https?:\/\/[^/\s]+/.test(value) ? undefined : 'must be an address like http://127.0.0.1:9000';
}
