import {
  apiPaths,
  type DeadLetterGroups,
  type DeadLetterList,
  type MessagePage,
  type Replayed,
} from '@payments/console-api';
import { deadLetterRecord, deadLetterTopicOf, ensureTopics } from '@payments/kafka';
import { eventually, unique } from '@payments/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshTopic, testKafka, write } from '../testing/fresh-topic.ts';
import { type RunningConsole, startConsole } from '../testing/running-console.ts';

let running: RunningConsole;
let origin: string;
const group = unique('letters');
const client = () => running.client;

beforeAll(async () => {
  running = await startConsole();
  origin = await freshTopic(client(), 1);
  await ensureTopics(testKafka, [{ name: deadLetterTopicOf(group), partitions: 1, cleanup: 'delete' }]);
  const record = {
    topic: origin,
    partition: 0,
    key: Buffer.from('asha'),
    headers: { trace: Buffer.from('t') },
    timestampMs: 1_000,
  };
  const failure = new TypeError('<b>no amount</b>');
  await write(
    ['a', 'b', 'c'].map((value, at) =>
      deadLetterRecord(group, { ...record, offset: String(at), value: Buffer.from(value) }, failure),
    ),
  );
});
afterAll(() => running.stop());

function letters(): Promise<DeadLetterList> {
  return client().get<DeadLetterList>(apiPaths.deadLettersOf(group));
}

async function sentBack(): Promise<unknown[]> {
  const { messages } = await client().get<MessagePage>(`${apiPaths.messages(origin)}?from=oldest`);
  return messages.map(({ key, value, headers }) => ({
    key,
    value,
    headers: headers.map(({ name }) => name),
  }));
}

it('dead letters are shown with their cause, where they came from and what is in them', async () => {
  const { letters: shown, total } = await letters();
  expect([total, shown.map(({ value }) => value)]).toEqual([
    3,
    [{ text: 'c' }, { text: 'b' }, { text: 'a' }],
  ]);
  expect(shown[2]).toMatchObject({
    cause: 'TypeError',
    message: '<b>no amount</b>',
    origin: { topic: origin, partition: 0, offset: 0 },
    key: { text: 'asha' },
    headers: [{ name: 'trace', value: { text: 't' } }],
    isReplayed: false,
  });
});

it('one goes back corrected, the others as they came, each once', async () => {
  const corrected = { key: { text: 'asha' }, value: { text: 'A' }, headers: [] };
  expect(
    await client().change<Replayed>('POST', apiPaths.deadLetterEditedReplay(group, 0), corrected),
  ).toEqual({ replayed: 1 });
  const again = await client().ask('POST', apiPaths.deadLetterReplay(group), { offsets: [0] });
  expect([again.status, again.body.code]).toEqual([409, 'already_replayed']);
  expect(
    await client().change<Replayed>('POST', apiPaths.deadLetterReplay(group), { offsets: 'all' }),
  ).toEqual({ replayed: 2 });
  expect(await sentBack()).toEqual([
    { key: { text: 'asha' }, value: { text: 'A' }, headers: [] },
    { key: { text: 'asha' }, value: { text: 'b' }, headers: ['trace'] },
    { key: { text: 'asha' }, value: { text: 'c' }, headers: ['trace'] },
  ]);
  expect((await letters()).letters.every(({ isReplayed }) => isReplayed)).toBe(true);
  await eventually(async () => {
    const { groups } = await client().get<DeadLetterGroups>(apiPaths.deadLetters());
    const counted = groups.find((each) => each.group === group);
    return counted?.letters === 3 && counted.waiting === 0;
  });
});

it('there are none of a group that has no topic for them', async () => {
  expect((await client().ask('GET', apiPaths.deadLettersOf(unique('none')))).body.code).toBe('not_found');
});
