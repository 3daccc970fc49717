import { setTimeout as pause } from 'node:timers/promises';
import { createRequire } from 'node:module';
import { describe, expect, it, vi } from 'vitest';
import { connectKafka } from '../connection.ts';
import { codecs } from './codecs.ts';
import { kafkajsVersion } from './internals.ts';
import { patchKafkajs } from './patches.ts';

const require = createRequire(import.meta.url);

interface Queue {
  pending: unknown[];
  inflight: Map<number, unknown>;
  push(request: object): void;
  fulfillRequest(answer: object): void;
  maybeThrottle(ms: number): void;
}
const RequestQueue = require('kafkajs/src/network/requestQueue') as new (options: object) => Queue;
const quiet = { debug: () => undefined, warn: () => undefined };

function newQueue(maxInFlightRequests: number | null): {
  queue: Queue;
  sent: number[];
  send: (id: number) => void;
} {
  patchKafkajs();
  const queue = new RequestQueue({ maxInFlightRequests, requestTimeout: 1_000, logger: quiet });
  const sent: number[] = [];
  const send = (correlationId: number): void =>
    queue.push({
      entry: { correlationId, apiKey: 0, apiName: 'Test', resolve: () => undefined, reject: () => undefined },
      expectResponse: true,
      sendRequest: () => sent.push(correlationId),
    });
  return { queue, sent, send };
}

describe('kafkajs, patched', () => {
  it('is the version the patches are made for', () => {
    expect(kafkajsVersion).toBe('2.2.4');
  });

  it('sets no timer when an answer has come and nothing waits', async () => {
    const { queue, sent, send } = newQueue(null);
    const timers = vi.spyOn(globalThis, 'setTimeout');
    send(1);
    queue.fulfillRequest({ correlationId: 1, payload: Buffer.alloc(0), size: 0 });
    await pause(30);
    const ofQueue = timers.mock.calls.length;
    timers.mockRestore();
    expect(sent).toEqual([1]);
    expect(ofQueue).toBe(0);
  });

  it('still sends what had to wait for an answer, and what had to wait for a throttle', async () => {
    const limited = newQueue(1);
    limited.send(1);
    limited.send(2);
    expect(limited.sent).toEqual([1]);
    limited.queue.fulfillRequest({ correlationId: 1, payload: Buffer.alloc(0), size: 0 });
    expect(limited.sent).toEqual([1, 2]);

    const throttled = newQueue(null);
    throttled.queue.maybeThrottle(30);
    throttled.send(1);
    expect(throttled.sent).toEqual([]);
    await vi.waitFor(() => expect(throttled.sent).toEqual([1]));
  });

  it('looks for the coordinator of its group again when that does not answer', async () => {
    patchKafkajs();
    const ConsumerGroup = require('kafkajs/src/consumer/consumerGroup') as new (options: object) => {
      memberId: string;
      coordinator: object;
      offsetManager: { coordinator: object };
      heartbeat(options: { interval: number }): Promise<void>;
    };
    const { KafkaJSConnectionError } = require('kafkajs/src/errors') as {
      KafkaJSConnectionError: new (message: string) => Error;
    };
    const gone = { heartbeat: () => Promise.reject(new KafkaJSConnectionError('connect ECONNREFUSED')) };
    const successor = { heartbeat: () => Promise.resolve() };
    const cluster = { findGroupCoordinator: () => Promise.resolve(successor) };
    const group = new ConsumerGroup({ cluster, groupId: 'g', logger: { namespace: () => quiet } });
    Object.assign(group, { memberId: 'm', coordinator: gone, offsetManager: { coordinator: gone } });
    await expect(group.heartbeat({ interval: -1 })).rejects.toThrow('ECONNREFUSED');
    expect(group.coordinator).toBe(successor);
    expect(group.offsetManager.coordinator).toBe(successor);
  });

  it('makes clusters of its own for what its public interface cannot do', () => {
    const log = { log: () => undefined, warn: () => undefined, error: () => undefined };
    const cluster = connectKafka({ brokers: ['127.0.0.1:1'], clientId: 'test', log }).createCluster();
    for (const method of [
      'findBroker',
      'findGroupCoordinator',
      'findControllerBroker',
      'addMultipleTargetTopics',
    ])
      expect(cluster).toHaveProperty(method);
  });
});

describe('a codec', () => {
  const text = Buffer.from('tea '.repeat(10_000));

  it.each([2, 3, 4] as const)('number %i reads what it has written', async (number) => {
    const { compress, decompress } = codecs[number];
    const compressed = await compress({ buffer: text });
    expect(compressed.length).toBeLessThan(text.length / 4);
    expect(await decompress(compressed)).toEqual(text);
  });

  it('reads snappy in the frames that Java writes', async () => {
    const snappy = codecs[2];
    const chunks = [text.subarray(0, 32_768), text.subarray(32_768)];
    const header = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
    const framed = await Promise.all(
      chunks.map(async (chunk) => {
        const compressed = await snappy.compress({ buffer: chunk });
        const length = Buffer.alloc(4);
        length.writeInt32BE(compressed.length);
        return Buffer.concat([length, compressed]);
      }),
    );
    expect(await snappy.decompress(Buffer.concat([header, ...framed]))).toEqual(text);
  });
});
