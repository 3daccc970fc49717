import { apiPaths, type GroupDetail, type GroupList, type OffsetPlan } from '@payments/console-api';
import { setGroupOffsets } from '@payments/kafka';
import { eventually, unique } from '@payments/testing';
import type { Consumer } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshTopic, testKafka, write } from '../testing/fresh-topic.ts';
import { type RunningConsole, startConsole } from '../testing/running-console.ts';

let running: RunningConsole;
let topic: string;
const client = () => running.client;

beforeAll(async () => {
  running = await startConsole();
  topic = await freshTopic(client(), 2);
  const at = (number: number) => ({
    topic,
    key: null,
    value: 'x',
    partition: 0,
    timestampMs: 1_000 * number,
  });
  await write(Array.from({ length: 10 }, (_, number) => at(number)));
});
afterAll(() => running.stop());

async function member(group: string): Promise<Consumer> {
  const consumer = testKafka.consumer({ groupId: group });
  await consumer.connect();
  await consumer.subscribe({ topic });
  await consumer.run({ autoCommit: false, eachMessage: () => Promise.resolve() });
  return consumer;
}

describe('a group', () => {
  it('is shown with its members, those without a partition as idle, and with its lag over time', async () => {
    const group = unique('group');
    await setGroupOffsets(testKafka, group, [{ topic, partition: 0, offset: 4 }]);
    const members = await Promise.all([member(group), member(group), member(group)]);
    const detail = await eventually(
      async () => {
        const { body, status } = await client().ask<GroupDetail>('GET', apiPaths.group(group));
        return status === 200 && body.state === 'stable' && body.members === 3 ? body : undefined;
      },
      { what: 'three members', timeoutMs: 30_000 },
    );
    expect(detail).toMatchObject({ idleMembers: 1, lag: 6, topics: [topic] });
    expect(detail.partitions[0]).toMatchObject({
      partition: 0,
      committed: 4,
      earliest: 0,
      latest: 10,
      lag: 6,
    });
    expect(detail.memberList.map(({ memberId }) => memberId)).toContain(detail.partitions[0]?.memberId);
    const refused = await client().ask('POST', apiPaths.groupOffsets(group), {
      topic,
      to: { kind: 'earliest' },
    });
    expect([refused.status, refused.body.code]).toEqual([409, 'group_not_empty']);
    await eventually(async () => {
      const { groups } = await client().get<GroupList>(apiPaths.groups());
      return groups.find((each) => each.group === group)?.lagHistory.at(-1)?.lag === 6;
    });
    await Promise.all(members.map((each) => each.disconnect()));
  });

  it('that has never committed anything has no lag that is known', async () => {
    const group = unique('group');
    const joined = await member(group);
    const detail = await eventually(
      async () => {
        const { body, status } = await client().ask<GroupDetail>('GET', apiPaths.group(group));
        return status === 200 && body.state === 'stable' ? body : undefined;
      },
      { what: 'a member', timeoutMs: 30_000 },
    );
    expect(detail).toMatchObject({ members: 1, lag: null, lagHistory: [] });
    expect(detail.partitions[0]).toMatchObject({ committed: null, lag: null });
    await joined.disconnect();
  });

  it.each([
    [{ kind: 'earliest' }, 0],
    [{ kind: 'latest' }, 10],
    [{ kind: 'offset', offset: 7 }, 7],
    [{ kind: 'offset', offset: 99 }, 10],
    [{ kind: 'time', timeMs: 4_500 }, 5],
    [{ kind: 'time', timeMs: 99_000 }, 10],
  ])('that is empty goes back to %o, after a look at what that means', async (to, target) => {
    const group = unique('group');
    await setGroupOffsets(testKafka, group, [{ topic, partition: 0, offset: 3 }]);
    const planned = await client().change<OffsetPlan>('POST', apiPaths.groupOffsetPreview(group), {
      topic,
      partitions: [0],
      to,
    });
    expect(planned).toEqual({
      isGroupEmpty: true,
      partitions: [{ topic, partition: 0, committed: 3, target, lagAfter: 10 - target }],
    });
    expect((await client().get<GroupDetail>(apiPaths.group(group))).partitions[0]?.committed).toBe(3);
    await client().change<OffsetPlan>('POST', apiPaths.groupOffsets(group), { topic, partitions: [0], to });
    expect((await client().get<GroupDetail>(apiPaths.group(group))).partitions[0]?.committed).toBe(target);
  });

  it('is deleted by its name', async () => {
    const group = unique('group');
    await setGroupOffsets(testKafka, group, [{ topic, partition: 0, offset: 3 }]);
    await eventually(async () => (await client().ask('GET', apiPaths.group(group))).status === 200);
    expect((await client().ask('DELETE', apiPaths.group(group))).body.code).toBe('confirmation_required');
    await client().change('DELETE', apiPaths.group(group), { confirm: group });
    expect((await client().ask('GET', apiPaths.group(group))).body.code).toBe('not_found');
  });
});
