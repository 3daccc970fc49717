import { freshBucket, S3FaultProxy, testStack } from '@payments/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ObjectStore } from './object-store.ts';

const body = Buffer.alloc(2_000_000, 'archive ');

let proxy: S3FaultProxy;
let store: ObjectStore;

beforeAll(async () => {
  proxy = await S3FaultProxy.start(testStack().s3.endpoint);
  const { bucket, accessKeyId, secretAccessKey } = await freshBucket('store');
  const credentials = { accessKeyId, secretAccessKey };
  store = new ObjectStore({
    bucket,
    endpoint: proxy.endpoint,
    credentials,
    requestTimeoutMs: 300,
    firstPauseMs: 10,
    pageSize: 10,
  });
  await store.put('large', body);
});

afterAll(async () => {
  store.close();
  await proxy.stop();
});

it('reads an object again whose bytes stop coming', async () => {
  const fault = proxy.order({ method: 'GET', containing: '/large', how: 'halt', count: 2 });
  expect((await store.get('large'))?.equals(body)).toBe(true);
  expect(fault.hits).toBe(2);
});

it('lists more objects than one answer has, and knows which are not there', async () => {
  const keys = Array.from({ length: 25 }, (_, at) => `many/${String(at).padStart(4, '0')}`);
  await Promise.all(keys.map((key) => store.put(key, Buffer.from(key))));
  const listed = [];
  for await (const { key } of store.list('many/')) listed.push(key);
  expect(listed).toEqual(keys);
  expect(await store.get('many/none')).toBeUndefined();
  await store.delete('many/0000');
  expect(await store.get('many/0000')).toBeUndefined();
});

it('gives up when it is told to, whatever it waits for', async () => {
  proxy.order({ method: 'PUT', containing: '/never', how: 'stall', count: 99 });
  const ended = new AbortController();
  const put = store.put('never', Buffer.from('x'), {}, ended.signal);
  ended.abort(new Error('Enough.'));
  await expect(put).rejects.toThrow('Enough.');
});

it('gives up when its time is over', async () => {
  const { bucket } = store;
  const { accessKeyId, secretAccessKey } = testStack().s3;
  const credentials = { accessKeyId, secretAccessKey };
  const impatient = new ObjectStore({
    bucket,
    endpoint: proxy.endpoint,
    credentials,
    retryForMs: 100,
    firstPauseMs: 10,
  });
  const fault = proxy.order({ method: 'PUT', containing: '/busy', how: 'unavailable', count: 99 });
  await expect(impatient.put('busy', Buffer.from('x'))).rejects.toThrow('S3 answers 503 SlowDown');
  expect(fault.hits).toBeGreaterThan(1);
  impatient.close();
});
