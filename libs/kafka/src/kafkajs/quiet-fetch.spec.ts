import { createRequire } from 'node:module';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { FetchOptions } from './internals.ts';
import { patchKafkajs } from './patches.ts';

const require = createRequire(import.meta.url);

interface Group {
  subscriptionState: { assign(places: readonly object[]): void };
  offsetManager: object;
  fetch(nodeId: number): Promise<unknown[]>;
  seek(place: object): void;
  resume(places: readonly object[]): void;
}
const ConsumerGroup = require('kafkajs/src/consumer/consumerGroup') as new (options: object) => Group;
const silent = { debug: () => undefined, info: () => undefined };
const place = { topic: 'teas', partition: 0 };
const atWork = { maxWaitTime: 250, minBytes: 500_000 };
const patient = { maxWaitTime: 1_000, minBytes: 1 };

const newAssignment = () => ({
  committedOffsets: () => ({ teas: { 0: '0' } }),
  nextOffset: () => '0',
  resolveOffsets: () => Promise.resolve(),
  seek: () => Promise.resolve(),
});

/** A consumer of one partition. `arrivals` come with the next fetch, one by one. */
function consumer(config = atWork) {
  const arrivals: object[][] = [];
  const asked: Pick<FetchOptions, 'maxWaitTime' | 'minBytes'>[] = [];
  const answer = ({ maxWaitTime, minBytes }: FetchOptions) => {
    asked.push({ maxWaitTime, minBytes });
    vi.advanceTimersByTime(maxWaitTime);
    const partition = {
      partition: 0,
      highWatermark: '0',
      messages: arrivals.shift() ?? [],
      abortedTransactions: [],
    };
    return Promise.resolve({ responses: [{ topicName: 'teas', partitions: [partition] }] });
  };
  const cluster = {
    refreshMetadataIfNecessary: () => Promise.resolve(),
    findTopicPartitionMetadata: () => [{ partitionId: 0, leader: 1 }],
    findBroker: () => Promise.resolve({ fetch: answer }),
  };
  const logger = { namespace: () => silent };
  const group = new ConsumerGroup({
    cluster,
    groupId: 'g',
    logger,
    maxWaitTimeInMs: config.maxWaitTime,
    ...config,
  });
  group.subscriptionState.assign([{ topic: 'teas', partitions: [0] }]);
  group.offsetManager = newAssignment();
  return {
    group,
    arrivals,
    /** How the last of so many fetches was to wait. */
    fetch: async (times = 1) => {
      for (let time = 1; time <= times; time += 1) await group.fetch(1);
      return asked.at(-1);
    },
  };
}

describe('a consumer', () => {
  beforeEach(() => {
    patchKafkajs();
    vi.useFakeTimers();
    return () => vi.useRealTimers();
  });

  it('waits as it was made to while records come, and longer, for the first of them, when none has come for 5 s', async () => {
    const { arrivals, fetch } = consumer();
    expect(await fetch(20)).toEqual(atWork);
    expect(await fetch()).toEqual(patient);
    expect(await fetch(10)).toEqual(patient);
    arrivals.push([{ offset: '0' }]);
    expect(await fetch()).toEqual(patient);
    expect(await fetch(20)).toEqual(atWork);
    expect(await fetch()).toEqual(patient);
  });

  it.each<[string, (group: Group) => void]>([
    ['is resumed', (group) => group.resume([{ topic: 'teas', partitions: [0] }])],
    ['is read from elsewhere', (group) => group.seek({ ...place, offset: '7' })],
    ['was dealt out anew', (group) => Object.assign(group, { offsetManager: newAssignment() })],
  ])('waits as it was made to again when its partition %s', async (_, change) => {
    const { group, fetch } = consumer();
    expect(await fetch(21)).toEqual(patient);
    change(group);
    expect(await fetch()).toEqual(atWork);
    expect(await fetch(20)).toEqual(patient);
  });

  it('never waits less than it was made to', async () => {
    const { fetch } = consumer({ maxWaitTime: 3_000, minBytes: 1 });
    expect(await fetch(5)).toEqual({ maxWaitTime: 3_000, minBytes: 1 });
  });
});
