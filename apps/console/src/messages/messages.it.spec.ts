import {
  apiPaths,
  type CopyProgress,
  type Message,
  type MessagePage,
  type ProducedMessage,
  type SearchEvents,
  type TailEvents,
  type TopicContract,
} from '@payments/console-api';
import { partitionFor } from '@payments/kafka';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshTopic, write } from '../testing/fresh-topic.ts';
import { type RunningConsole, startConsole } from '../testing/running-console.ts';

let running: RunningConsole;
let topic: string;
const client = () => running.client;
const records = 120;
const hostile = '<img src=x onerror=alert(1)>\u0000\u001b[31m\u202e';

/** A name that repeats, and one without a value. */
const traceOf = (number: number) => [
  { name: 'trace', value: `t-${number}` },
  { name: 'trace', value: 'again' },
  { name: 'none', value: null },
];

/** Record n is in partition n % 2, a second after the one before. */
beforeAll(async () => {
  running = await startConsole();
  topic = await freshTopic(client());
  await write(
    Array.from({ length: records }, (_, number) => ({
      topic,
      key: `user-${number}`,
      value: JSON.stringify({
        number,
        data: { name: `n\u00e4me "${number}"`, items: [{ amount: number * 100 }] },
      }),
      headers: traceOf(number),
      partition: number % 2,
      timestampMs: 1_795_300_000_000 + number * 1_000,
    })),
  );
});
afterAll(() => running.stop());

/** As they are shown. */
const headersOf = (trace: string) => [
  { name: 'trace', value: { text: trace } },
  { name: 'trace', value: { text: 'again' } },
  { name: 'none', value: null },
];

function numbers(messages: readonly Message[]): number[] {
  return messages.map(({ key }) => Number((key as { text: string }).text.slice('user-'.length)));
}

function page(query: string): Promise<MessagePage> {
  return client().get<MessagePage>(`${apiPaths.messages(topic)}?${query}`);
}

async function search(filter: object, more = ''): Promise<{ found: number[]; end: SearchEvents['end'] }> {
  const found: number[] = [];
  const path = `${apiPaths.messageSearch(topic)}?filter=${encodeURIComponent(JSON.stringify(filter))}${more}`;
  for await (const { event, data } of client().events(path)) {
    if (event === 'matches') found.push(...numbers(data as SearchEvents['matches']));
    if (event === 'end') return { found: found.toSorted((a, b) => a - b), end: data as SearchEvents['end'] };
  }
  throw new Error('The search had no end.');
}

describe('messages', () => {
  it('are paged through, newest first, each once', async () => {
    const seen: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { messages, nextCursor }: MessagePage = await page(`limit=35${cursor && `&cursor=${cursor}`}`);
      seen.push(...numbers(messages));
      cursor = nextCursor;
    }
    expect(seen).toEqual(Array.from({ length: records }, (_, at) => records - 1 - at));
  });

  it('are paged through from the oldest, from a time and from an offset on', async () => {
    const first = await page('from=oldest&limit=70');
    const rest = await page(`from=oldest&limit=70&cursor=${first.nextCursor}`);
    expect([...numbers(first.messages), ...numbers(rest.messages)]).toEqual(
      Array.from({ length: records }, (_, at) => at),
    );
    expect(rest.nextCursor).toBeNull();
    expect(numbers((await page('from=time&timeMs=1795300100000&limit=3')).messages)).toEqual([100, 101, 102]);
    expect(numbers((await page('from=offset&partition=1&offset=50&limit=2')).messages)).toEqual([101, 103]);
  });

  it('are shown one by one, whole, as long as they are there', async () => {
    const message = await client().get<Message>(apiPaths.message(topic, 1, 2));
    expect(message).toMatchObject({
      offset: 2,
      key: { text: 'user-5' },
      headers: headersOf('t-5'),
    });
    expect((await client().ask('GET', apiPaths.message(topic, 1, 9_999))).body.code).toBe('not_found');
  });

  it.each(['limit=0', 'limit=x', 'from=offset', 'from=time', 'from=middle', 'cursor=x', 'other=1'])(
    'are not asked for with %s',
    async (query) => {
      expect((await client().ask('GET', `${apiPaths.messages(topic)}?${query}`)).body.code).toBe(
        'invalid_request',
      );
    },
  );
});

describe('a search', () => {
  it.each<[string, object, number[]]>([
    ['by key', { key: { is: 'user-7' } }, [7]],
    [
      'by part of a key',
      { key: { contains: 'r-11' } },
      [11, 110, 111, 112, 113, 114, 115, 116, 117, 118, 119],
    ],
    ['by header', { header: { name: 'trace', contains: 't-42' } }, [42]],
    ['by text anywhere', { text: '"number":77,' }, [77]],
    ['by a number', { field: { path: 'number', operator: 'is', value: '5.0' } }, [5]],
    [
      'by text that JSON escapes',
      { field: { path: 'data.name', operator: 'is', value: 'n\u00e4me "9"' } },
      [9],
    ],
    [
      'in a list',
      { field: { path: 'data.items[0].amount', operator: 'greater', value: '11700' } },
      [118, 119],
    ],
    [
      'by two conditions',
      { key: { contains: 'user-1' }, field: { path: 'number', operator: 'less', value: '12' } },
      [1, 10, 11],
    ],
    ['for what is not there', { field: { path: 'data.nothing', operator: 'exists' } }, []],
  ])(
    '%s finds all there is in the whole topic, and says that it went through all',
    async (_how, filter, expected) => {
      const { found, end } = await search(filter);
      expect(found).toEqual(expected);
      expect(end).toMatchObject({
        searched: records,
        total: records,
        matched: expected.length,
        reason: 'searched-all',
      });
    },
  );

  it('ends when it has found enough, and keeps to times and partitions', async () => {
    expect((await search({}, '&limit=3')).end).toMatchObject({ matched: 3, reason: 'limit-reached' });
    const { found } = await search({}, '&partition=0&fromMs=1795300010000&toMs=1795300015000');
    expect(found).toEqual([10, 12, 14]);
  });
});

describe('a record', () => {
  it('goes where its key belongs, and is seen at once by whoever watches, with its contents as they are', async () => {
    const watched = await freshTopic(client());
    const produced = async () =>
      client().change<ProducedMessage>('POST', apiPaths.messages(watched), {
        key: { text: hostile },
        value: { base64: 'AP8A' },
        headers: [{ name: hostile, value: { text: hostile } }],
      });
    let message: Message | undefined;
    let where: ProducedMessage | undefined;
    for await (const { event, data } of client().events(apiPaths.messageTail(watched))) {
      if (event === 'ready') where = await produced();
      if (event === 'messages') [message] = (data as TailEvents['messages']).messages;
      if (message !== undefined) break;
    }
    expect(where).toEqual({ partition: partitionFor(hostile, 2), offset: 0 });
    expect(message).toMatchObject({
      ...where,
      key: { text: hostile },
      value: { base64: 'AP8A' },
      headers: [{ name: hostile, value: { text: hostile } }],
    });
  });

  it('is checked against the contract of its topic', async () => {
    await client().ask('POST', apiPaths.topics(), { name: 'limits.exceeded', partitions: 6 });
    const { events } = await client().get<TopicContract>(apiPaths.topicContract('limits.exceeded'));
    const example = events[0]?.example as { data: object };
    const broken = { ...example, data: { ...example.data, amount: -1 } };
    const record = { key: { text: 'asha' }, value: { text: JSON.stringify(broken) } };
    const { status, body } = await client().ask('POST', apiPaths.messages('limits.exceeded'), record);
    expect([status, body.code, body.errors?.[0]?.pointer]).toEqual([
      422,
      'contract_violated',
      '/value/data/amount',
    ]);
  });
});

describe('many records', () => {
  it('are copied to another topic, those that are wanted', async () => {
    const copy = await freshTopic(client());
    const response = await fetch(`${running.url}${apiPaths.messageCopy(topic)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ to: copy, filter: { key: { contains: 'user-1' } } }),
    });
    const lines = (await response.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as CopyProgress);
    expect(lines.at(-1)).toMatchObject({ copied: 31, searched: records, isDone: true });
    const { messages } = await client().get<MessagePage>(`${apiPaths.messages(copy)}?from=oldest`);
    const copied = messages.find(({ key }) => (key as { text: string }).text === 'user-1');
    expect(copied).toMatchObject({
      key: { text: 'user-1' },
      timestampMs: 1_795_300_001_000,
      headers: headersOf('t-1'),
    });
  });

  it('are downloaded, one a line', async () => {
    const response = await fetch(`${running.url}${apiPaths.messageDownload(topic)}?partition=1`);
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${topic}.ndjson"`);
    const lines = (await response.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Message);
    expect(numbers(lines)).toEqual(Array.from({ length: records / 2 }, (_, at) => at * 2 + 1));
  });
});
