import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { ObjectStore } from '@payments/archive';
import type { FreshBucket } from '@payments/testing';
import type { RawConfig } from '../config/config-def.ts';
import type { SinkWriter } from '../plugin/sink-task.ts';
import type { SinkRecord } from '../records/connect-record.ts';
import { S3SinkTask } from '../s3-sink/s3-sink.task.ts';
import type { KeptPosition } from './kept-position.ts';

const quiet = { log: () => undefined, warn: () => undefined, error: () => undefined };

/** A configuration of the sink for a test's bucket; say only what the test is about. */
export function sinkConfig(
  { endpoint, accessKeyId, secretAccessKey, bucket }: FreshBucket,
  more: RawConfig,
): RawConfig {
  return {
    name: 'archive',
    'connector.class': 'io.confluent.connect.s3.S3SinkConnector',
    'format.class': 'io.confluent.connect.s3.format.json.JsonFormat',
    'storage.class': 'io.confluent.connect.s3.storage.S3Storage',
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'value.converter.schemas.enable': 'false',
    's3.bucket.name': bucket,
    'store.url': endpoint,
    'aws.access.key.id': accessKeyId,
    'aws.secret.access.key': secretAccessKey,
    's3.retry.backoff.ms': '10',
    'flush.size': '100',
    ...more,
  };
}

export function startSink(config: RawConfig): S3SinkTask {
  return new S3SinkTask({
    connector: 'archive',
    task: 0,
    config,
    log: quiet,
    signal: new AbortController().signal,
  });
}

export function storeFor({ endpoint, bucket, accessKeyId, secretAccessKey }: FreshBucket): ObjectStore {
  return new ObjectStore({ endpoint, bucket, credentials: { accessKeyId, secretAccessKey } });
}

/** A record of JSON as it comes to a sink. */
export function jsonRecord(
  topic: string,
  offset: number,
  more: Partial<SinkRecord> & { readonly json?: unknown } = {},
): SinkRecord {
  const { json = { id: offset }, timestampMs = Date.UTC(2026, 10, 22, 10), partition = 0, ...rest } = more;
  const key = `key-${offset}`;
  const value = json === null ? null : Buffer.from(JSON.stringify(json));
  return {
    topic,
    partition,
    offset,
    keySchema: undefined,
    key,
    valueSchema: undefined,
    value: json,
    headers: {},
    timestampMs,
    original: {
      topic,
      partition,
      offset: String(offset),
      key: Buffer.from(key),
      value,
      headers: { trace: Buffer.from(`t-${offset}`) },
      timestampMs,
    },
    ...rest,
  };
}

export function jsonRecords(topic: string, first: number, end: number): SinkRecord[] {
  return Array.from({ length: end - first }, (_, at) => jsonRecord(topic, first + at));
}

/**
 * Gives a writer what follows the committed position, some records at a time, as a worker would; again and
 * again with new writers until everything before `until` is committed or a writer fails. Returns the error.
 */
export async function pump(
  writer: SinkWriter,
  {
    log,
    kept,
    batch = 37,
  }: { readonly log: readonly SinkRecord[]; readonly kept: KeptPosition; readonly batch?: number },
): Promise<Error | undefined> {
  try {
    const rest = log.filter(({ offset }) => offset >= kept.position.offset);
    for (let at = 0; at < rest.length; at += batch) {
      const records = rest.slice(at, at + batch);
      await Promise.race([writer.put(records, (records.at(-1)?.offset ?? 0) + 1), writer.failed]);
    }
    await writer.flush();
    // What failed meanwhile fails the next call.
    await writer.put([], 0);
    return undefined;
  } catch (error) {
    return error as Error;
  } finally {
    await writer.close();
  }
}

/** The objects of a store below a prefix: their keys and bytes. */
export async function readAll(store: ObjectStore, prefix = 'topics/'): Promise<Map<string, Buffer>> {
  const objects = new Map<string, Buffer>();
  for await (const { key } of store.list(prefix)) objects.set(key, (await store.get(key)) ?? Buffer.alloc(0));
  return objects;
}

/** The lines of JSON in all objects. */
export function linesIn(objects: ReadonlyMap<string, Buffer>): { readonly id: number }[] {
  return [...objects].flatMap(([key, bytes]) =>
    plain(key, bytes)
      .toString()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { id: number }),
  );
}

function plain(key: string, bytes: Buffer): Buffer {
  if (key.endsWith('.gz')) return gunzipSync(bytes);
  return key.endsWith('.zst') ? zstdDecompressSync(bytes) : bytes;
}
