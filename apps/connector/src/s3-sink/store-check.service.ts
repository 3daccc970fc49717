import { ObjectStoreError } from '@payments/archive';
import type { RawConfig } from '../config/config-def.ts';
import type { ConfigErrors } from '../config/read-config.ts';
import { readSinkConfig, storeOf } from './sink-config.ts';

const checkTimeoutMs = 4_000;

/** Asks the store for the bucket: what is wrong, at the key that can put it right. */
export async function checkStore(raw: RawConfig, signal: AbortSignal): Promise<ConfigErrors> {
  const store = storeOf(readSinkConfig(raw), { requestTimeoutMs: checkTimeoutMs, retryForMs: 0 });
  try {
    await store.checkBucket(signal);
    return new Map();
  } catch (error) {
    const key = error instanceof ObjectStoreError ? keyOf(error, raw) : 's3.bucket.name';
    return new Map([[key, [(error as Error).message]]]);
  } finally {
    store.close();
  }
}

function keyOf({ reason }: ObjectStoreError, raw: RawConfig): string {
  if (reason === 'refused') return 'aws.access.key.id';
  if (reason === 'unreachable') return raw['store.url'] === undefined ? 's3.region' : 'store.url';
  return 's3.bucket.name';
}
