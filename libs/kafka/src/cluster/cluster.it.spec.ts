import { setImmediate as turnOfEventLoop } from 'node:timers/promises';
import { eventually, testStack, unique } from '@payments/testing';
import kafkajs from 'kafkajs';
import { afterAll, describe, expect, it } from 'vitest';
import { connectKafka } from '../connection.ts';
import { GroupNotEmptyError, setGroupOffsets } from '../groups/group-offsets.ts';
import { addPartitions, deleteTopic, makeTopic } from './change-topics.ts';
import { ClusterSession, KafkaAwayError } from './cluster-session.ts';
import { alterConfig, describeConfig } from './configs.ts';
import { deleteGroup } from './delete-group.ts';
import { describeCluster } from './describe-cluster.ts';
import { describeGroups, listGroups } from './describe-groups.ts';
import { describeQuorum } from './describe-quorum.ts';
import { partitionOffsets } from './partition-offsets.ts';
import { produceOnce } from './produce-once.ts';
import { replicaSizes } from './replica-sizes.ts';

const log = { log: () => undefined, warn: () => undefined, error: () => undefined };
const connection = connectKafka({ brokers: testStack().kafka.brokers, clientId: 'cluster', log });
const session = new ClusterSession(connection);
afterAll(() => session.close());

function errorTypeOf(error: Error & { readonly type?: string }): string {
  return error.type ?? error.message;
}

async function topicNamed(name: string) {
  return (await describeCluster(session)).topics.find((topic) => topic.name === name);
}

async function newTopic(partitions = 2): Promise<string> {
  const name = unique('cluster');
  await makeTopic(session, { name, partitions, config: { 'retention.ms': '1000000' } });
  await eventually(async () =>
    (await topicNamed(name))?.partitions.every(({ leader }) => leader !== undefined),
  );
  return name;
}

describe('a session', () => {
  it('answers also those who ask while it is connecting for another', async () => {
    const fresh = new ClusterSession(connection);
    const first = describeCluster(fresh);
    const answered = first.then(() => 'answered');
    const asked: Promise<unknown>[] = [];
    do {
      asked.push(deleteTopic(fresh, 'no-such-topic').catch(errorTypeOf));
    } while ((await Promise.race([answered, turnOfEventLoop()])) !== 'answered');
    const types = new Set(await Promise.all(asked));
    await fresh.close();
    expect(types).toEqual(new Set(['UNKNOWN_TOPIC_OR_PARTITION']));
  });
});

describe('a topic', () => {
  it('is made, given partitions, described and deleted', async () => {
    const name = await newTopic();
    await expect(makeTopic(session, { name, partitions: 1 })).rejects.toMatchObject({
      type: 'TOPIC_ALREADY_EXISTS',
    });
    await addPartitions(session, name, 3);
    await eventually(async () => (await topicNamed(name))?.partitions.length === 3);
    await expect(addPartitions(session, name, 2)).rejects.toMatchObject({ type: 'INVALID_PARTITIONS' });
    await deleteTopic(session, name);
    await eventually(async () => (await topicNamed(name)) === undefined);
    await expect(deleteTopic(session, name)).rejects.toMatchObject({ type: 'UNKNOWN_TOPIC_OR_PARTITION' });
  });

  it('has settings, of which single ones are changed and given back', async () => {
    const name = await newTopic();
    // A broker learns of a change from the controller, a moment after it was acknowledged.
    const expectSettings = (shown: Record<string, object>) =>
      eventually(async () => {
        const entries = await describeConfig(session, { topic: name });
        expect(Object.fromEntries(entries.map((entry) => [entry.name, entry]))).toMatchObject(shown);
        return true;
      });
    await alterConfig(session, { topic: name }, { 'max.message.bytes': '2000' });
    await expectSettings({
      'max.message.bytes': { value: '2000', source: 'topic' },
      'retention.ms': { value: '1000000', source: 'topic' },
    });
    await alterConfig(session, { topic: name }, { 'retention.ms': null });
    await expectSettings({
      'max.message.bytes': { value: '2000', source: 'topic' },
      'retention.ms': { source: expect.not.stringMatching('topic') as unknown },
    });
    await expect(alterConfig(session, { topic: name }, { 'retention.ms': 'soon' })).rejects.toMatchObject({
      type: 'INVALID_CONFIG',
    });
  });

  it('has ends, offsets by time, and a size', async () => {
    const name = await newTopic();
    const at = (ms: number) =>
      produceOnce(session, { topic: name, key: null, partition: 1, value: 'x', timestampMs: ms }, 0);
    expect([await at(1_000), await at(2_000)]).toEqual([
      { partition: 1, offset: 0 },
      { partition: 1, offset: 1 },
    ]);
    const topic = await topicNamed(name);
    const topics = topic === undefined ? [] : [topic];
    expect((await partitionOffsets(session, topics, 'latest')).get(name)).toEqual(
      new Map([
        [0, 0],
        [1, 2],
      ]),
    );
    expect((await partitionOffsets(session, topics, 'earliest')).get(name)?.get(1)).toBe(0);
    expect((await partitionOffsets(session, topics, { timeMs: 1_500 })).get(name)).toEqual(new Map([[1, 1]]));
    const sizes = await replicaSizes(session, (await describeCluster(session)).brokers);
    const ofTopic = [...sizes.values()].flat().filter((size) => size.topic === name);
    expect(ofTopic.find(({ partition }) => partition === 1)?.bytes).toBeGreaterThan(0);
  });
});

describe('a record written by hand', () => {
  it('goes where its key belongs, or is refused', async () => {
    const name = await newTopic();
    const { partition } = await produceOnce(session, { topic: name, key: 'asha', value: '1' }, 0);
    const again = await produceOnce(session, { topic: name, key: 'asha', value: '2' }, 0);
    expect(again).toEqual({ partition, offset: 1 });
    const large = produceOnce(session, { topic: name, key: 'a', value: Buffer.alloc(2_000_000) }, 0);
    await expect(large).rejects.toMatchObject({ type: 'MESSAGE_TOO_LARGE' });
    await expect(
      produceOnce(session, { topic: name, key: null, partition: 9, value: '' }, 0),
    ).rejects.toThrow(/no partition 9/);
  });
});

describe('a group', () => {
  it('is described with its members and what it has committed, and deleted once it is empty', async () => {
    const [topic, group] = [await newTopic(), unique('group')];
    await setGroupOffsets(connection, group, [{ topic, partition: 0, offset: 5 }]);
    const kafka = new kafkajs.Kafka({
      brokers: testStack().kafka.brokers,
      logLevel: kafkajs.logLevel.NOTHING,
    });
    const consumer = kafka.consumer({ groupId: group });
    await consumer.connect();
    await consumer.subscribe({ topic });
    await consumer.run({ eachMessage: () => Promise.resolve() });
    const described = await eventually(async () => {
      const [found] = await describeGroups(session, [group, unique('nothing')]);
      return found?.members[0]?.partitions[topic] === undefined ? undefined : found;
    });
    expect(described).toMatchObject({ group, state: 'Stable', protocolType: 'consumer' });
    expect(described?.members[0]?.partitions[topic]).toEqual([0, 1]);
    expect(described?.committed.get(topic)?.get(0)).toBe(5);
    expect(await listGroups(session, (await describeCluster(session)).brokers)).toContain(group);
    await expect(deleteGroup(session, group)).rejects.toThrow(GroupNotEmptyError);
    await consumer.disconnect();
    await deleteGroup(session, group);
    expect(await describeGroups(session, [group])).toEqual([]);
  });
});

describe('the cluster', () => {
  it('has a quorum of controllers', async () => {
    const { leaderId, voters } = await describeQuorum(session);
    expect(voters.map(({ id }) => id)).toContain(leaderId);
    expect(voters[0]?.logEndOffset).toBeGreaterThan(0);
  });

  it('that does not answer is said to be away, soon, and then at once', async () => {
    const away = new ClusterSession(connectKafka({ brokers: ['127.0.0.1:1'], clientId: 'away', log }), {
      timeoutMs: 1_000,
    });
    await expect(describeCluster(away)).rejects.toThrow(KafkaAwayError);
    const askedMs = performance.now();
    await expect(describeCluster(away)).rejects.toThrow(/Kafka at 127.0.0.1:1 does not answer/);
    expect(performance.now() - askedMs).toBeLessThan(500);
    await away.close();
  });
});
