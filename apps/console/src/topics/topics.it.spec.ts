import { apiPaths, type EmptiedTopic, type TopicDetail, type TopicList } from '@payments/console-api';
import { setGroupOffsets } from '@payments/kafka';
import { eventually, unique } from '@payments/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshTopic, testKafka, write } from '../testing/fresh-topic.ts';
import { type RunningConsole, startConsole } from '../testing/running-console.ts';

let running: RunningConsole;
const client = () => running.client;

beforeAll(async () => {
  running = await startConsole();
});
afterAll(() => running.stop());

async function listed(name: string) {
  const { topics } = await client().get<TopicList>(apiPaths.topics());
  return topics.find((topic) => topic.name === name);
}

describe('a topic', () => {
  it('is shown with its partitions, its size, its messages and the lag of each of its groups', async () => {
    const [topic, group] = [await freshTopic(client(), 3), unique('group')];
    await write(Array.from({ length: 10 }, () => ({ topic, key: null, value: 'x', partition: 1 })));
    await setGroupOffsets(testKafka, group, [{ topic, partition: 1, offset: 4 }]);
    // What was asked less than a second ago is not asked again.
    const detail = await eventually(async () => {
      const found = await client().get<TopicDetail>(apiPaths.topic(topic));
      return found.groups.length > 0 && found.messages === 10 ? found : undefined;
    });
    expect(detail).toMatchObject({ partitions: 3, groups: [{ group, lag: 6 }], offline: 0 });
    expect(detail.partitionList[1]).toMatchObject({ partition: 1, earliest: 0, latest: 10 });
    expect(detail.partitionList[1]?.inSync).toEqual(detail.partitionList[1]?.replicas);
    expect(await listed(topic)).toMatchObject({ messages: 10, groups: [{ group, lag: 6 }] });
  });

  it('is made, altered, widened, emptied and deleted, each seen at once', async () => {
    const topic = await freshTopic(client(), 1);
    expect((await client().ask('POST', apiPaths.topics(), { name: topic, partitions: 1 })).body.code).toBe(
      'already_exists',
    );
    const altered = await client().change<TopicDetail>('PATCH', apiPaths.topicConfig(topic), {
      set: { 'max.message.bytes': '60000' },
    });
    const largest = altered.config.find(({ name }) => name === 'max.message.bytes');
    expect(largest).toMatchObject({
      value: '60000',
      source: 'topic',
      isDefault: false,
      defaultValue: '1048588',
    });
    const given = await client().change<TopicDetail>('PATCH', apiPaths.topicConfig(topic), {
      reset: ['max.message.bytes'],
    });
    expect(given.config.find(({ name }) => name === 'max.message.bytes')?.source).not.toBe('topic');
    const widened = await client().change<TopicDetail>('POST', apiPaths.topicPartitions(topic), { count: 2 });
    expect(widened.partitions).toBe(2);
    await write([{ topic, key: null, value: 'x', partition: 0 }]);
    const emptied = await client().change<EmptiedTopic>('POST', apiPaths.topicEmptying(topic), {
      confirm: topic,
    });
    expect(emptied).toEqual({ deletedOffsets: 1 });
    expect((await client().get<TopicDetail>(apiPaths.topic(topic))).messages).toBe(0);
    await client().change('DELETE', apiPaths.topic(topic), { confirm: topic });
    expect((await client().ask('GET', apiPaths.topic(topic))).body.code).toBe('not_found');
    expect(await listed(topic)).toBeUndefined();
  });

  it('that was made elsewhere a moment ago is found', async () => {
    const topic = unique('elsewhere');
    expect(await listed(topic)).toBeUndefined();
    await testKafka.withAdmin((admin) => admin.createTopics({ topics: [{ topic, numPartitions: 1 }] }));
    expect(await client().get<TopicDetail>(apiPaths.topic(topic))).toMatchObject({ partitions: 1 });
  });

  it('is neither emptied nor deleted without its name', async () => {
    const topic = await freshTopic(client());
    for (const [method, path] of [
      ['POST', apiPaths.topicEmptying(topic)],
      ['DELETE', apiPaths.topic(topic)],
    ] as const)
      for (const body of [undefined, {}, { confirm: 'other' }])
        expect((await client().ask(method, path, body)).body.code).toBe('confirmation_required');
    expect(await listed(topic)).toBeDefined();
  });

  it('is refused with the reason that Kafka gives, or the field that is wrong', async () => {
    const refused = await client().ask('POST', apiPaths.topics(), {
      name: unique('t'),
      partitions: 1,
      replicationFactor: 9,
    });
    expect([refused.status, refused.body.code]).toEqual([422, 'refused_by_kafka']);
    expect(refused.body.detail).toMatch(/replication factor/i);
    const wrong = await client().ask('POST', apiPaths.topics(), { name: 'a/b', partitions: 0 });
    expect(wrong.body.errors?.map(({ pointer }) => pointer).toSorted()).toEqual(['/name', '/partitions']);
  });
});

describe('a console that only shows', () => {
  it('makes no topic', async () => {
    const showing = await startConsole({ CONSOLE_READ_ONLY: 'true' });
    const { body } = await showing.client.ask('POST', apiPaths.topics(), {
      name: unique('t'),
      partitions: 1,
    });
    await showing.stop();
    expect(body.code).toBe('read_only');
  });
});

describe('while Kafka is away', () => {
  it('topics answer that it is, soon, and the rest goes on', async () => {
    const lonely = await startConsole({ KAFKA_BROKERS: '127.0.0.1:1' });
    const askedMs = performance.now();
    const { status, body, headers } = await lonely.client.ask('GET', apiPaths.topics());
    expect(performance.now() - askedMs).toBeLessThan(6_000);
    expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'kafka_away', '1']);
    expect(body.detail).toContain('Kafka at 127.0.0.1:1 does not answer');
    expect((await lonely.client.ask('GET', apiPaths.session())).status).toBe(200);
    await lonely.stop();
  });
});
