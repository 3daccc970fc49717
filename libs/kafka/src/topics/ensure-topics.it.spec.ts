import { Logger } from '@nestjs/common';
import { testStack, unique } from '@payments/testing';
import { ConfigResourceTypes } from 'kafkajs';
import { expect, it } from 'vitest';
import { connectKafka } from '../connection.ts';
import { TopicMismatchError } from '../errors.ts';
import { ensureTopics, possibleReplication, type TopicDefinition } from './ensure-topics.ts';

const connection = connectKafka({ ...testStack().kafka, clientId: 'topics-test', log: new Logger('test') });

async function configOf(topic: string, names: readonly string[]): Promise<Record<string, string>> {
  const { resources } = await connection.withAdmin((admin) =>
    admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configNames: [...names] }],
    }),
  );
  return Object.fromEntries(
    resources.flatMap(({ configEntries }) =>
      configEntries.map(({ configName, configValue }) => [configName, configValue]),
    ),
  );
}

it('makes topics once, however many services start at the same time', async () => {
  const name = unique('topics');
  const topics: TopicDefinition[] = [
    { name: `${name}.events`, partitions: 6, cleanup: 'delete', retentionMs: 60_000 },
    { name: `${name}.state`, partitions: 3, cleanup: 'compact' },
    { name: `${name}.dead-letter`, partitions: 1, cleanup: 'delete' },
  ];
  await Promise.all(Array.from({ length: 4 }, () => ensureTopics(connection, topics)));
  await ensureTopics(connection, topics);
  const { topics: made } = await connection.withAdmin((admin) =>
    admin.fetchTopicMetadata({ topics: topics.map((topic) => topic.name) }),
  );
  for (const topic of topics) {
    const found = made.find((each) => each.name === topic.name);
    expect(found?.partitions).toHaveLength(topic.partitions);
    expect(found?.partitions.every(({ leader }) => leader >= 0)).toBe(true);
  }
  expect(await configOf(`${name}.events`, ['cleanup.policy', 'retention.ms'])).toEqual({
    'cleanup.policy': 'delete',
    'retention.ms': '60000',
  });
  expect(await configOf(`${name}.state`, ['cleanup.policy'])).toEqual({ 'cleanup.policy': 'compact' });
  expect(await configOf(`${name}.dead-letter`, ['max.message.bytes'])).toEqual({
    'max.message.bytes': '2097152',
  });
});

it('does not go on with a topic that has another number of partitions', async () => {
  const name = unique('topics');
  await ensureTopics(connection, [{ name, partitions: 2, cleanup: 'delete' }]);
  const wrong = ensureTopics(connection, [{ name, partitions: 6, cleanup: 'delete' }]);
  await expect(wrong).rejects.toBeInstanceOf(TopicMismatchError);
  await expect(wrong).rejects.toThrow(`Topic ${name} has 2 partitions, 6 are needed.`);
});

it('waits for the controller of a cluster that is starting', async () => {
  const brokers = await connection.withAdmin(async (admin) => {
    const started = await admin.describeCluster();
    // What a broker on ZooKeeper answers in its first moments, which are too short to meet it in them on purpose.
    const starting = { brokers: [], controller: null, clusterId: started.clusterId };
    const answers = [starting, starting, started];
    return possibleReplication({ describeCluster: async () => answers.shift() ?? started });
  });
  expect(brokers).toBe(1);
});
