import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectKafka, createTopic, type KafkaConnection, readTopic } from '@payments/kafka';
import { eventually, testStack, unique } from '@payments/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { startKafkaConnect } from '../../../../tools/stack/kafka-connect.ts';
import { parseJson, stringifyJson } from '../converters/json/exact-json.ts';
import { fileStreamSource } from '../file-stream/file-stream-source.ts';
import { startConnector } from '../testing/running-connector.ts';

/** Lines of a file, as different as a line can be. */
const lines = [
  '7',
  '-129',
  '40000',
  '9007199254740993',
  '0.1',
  '2026-11-22',
  'true',
  'Chai & "पकौड़ा" \\ 😀\t.',
  ' 12 ',
];

const kafka = 'org.apache.kafka.connect';
const plainJson = { 'key.converter.schemas.enable': 'false', 'value.converter.schemas.enable': 'false' };

interface Step {
  readonly type: string;
  readonly [key: string]: string;
}

/** What is done to the lines, by its name. What a transform cannot do to a line drops it. */
const pipelines: Readonly<Record<string, readonly Step[]>> = {
  'lines as they are': [],
  'fields added, renamed, left out, and a key made of one': [
    { type: 'HoistField$Value', field: 'line' },
    {
      type: 'InsertField$Value',
      'static.field': 'from!',
      'static.value': 'a file',
      'partition.field': 'partition',
    },
    { type: 'ReplaceField$Value', renames: 'line:text', exclude: 'nothing' },
    { type: 'ValueToKey', fields: 'text,from' },
    { type: 'ExtractField$Key', field: 'text' },
  ],
  'structs in structs, flattened': [
    { type: 'HoistField$Value', field: 'inner' },
    { type: 'InsertField$Value', 'static.field': 'beside', 'static.value': 'é' },
    { type: 'HoistField$Value', field: 'outer' },
    { type: 'Flatten$Value', delimiter: '_' },
    { type: 'SetSchemaMetadata$Value', 'schema.name': 'flat', 'schema.version': '3' },
  ],
  'small numbers': [{ type: 'Cast$Value', spec: 'int8' }],
  'large numbers': [{ type: 'Cast$Value', spec: 'int64' }],
  'numbers with a fraction': [{ type: 'Cast$Value', spec: 'float64' }],
  'truth values': [{ type: 'Cast$Value', spec: 'boolean' }],
  dates: [
    { type: 'HoistField$Value', field: 'day' },
    { type: 'TimestampConverter$Value', field: 'day', 'target.type': 'Date', format: 'yyyy-MM-dd' },
  ],
  'moments, and text of them again': [
    { type: 'TimestampConverter$Value', 'target.type': 'Timestamp', format: 'yyyy-MM-dd' },
    { type: 'TimestampConverter$Value', 'target.type': 'string', format: "EEE, d MMM yyyy HH:mm:ss.SSS 'Z'" },
  ],
  'seconds since the epoch': [
    {
      type: 'TimestampConverter$Value',
      'target.type': 'unix',
      'unix.precision': 'seconds',
      format: 'yyyy-MM-dd',
    },
  ],
  masks: [
    { type: 'HoistField$Value', field: 'a' },
    { type: 'InsertField$Value', 'static.field': 'b', 'static.value': 'secret' },
    { type: 'MaskField$Value', fields: 'b' },
    { type: 'MaskField$Value', fields: 'a', replacement: '***' },
  ],
  headers: [
    { type: 'InsertHeader', header: 'fixed', 'value.literal': 'always' },
    { type: 'HoistField$Value', field: 'line' },
    { type: 'HeaderFrom$Value', fields: 'line', headers: 'copied', operation: 'copy' },
    { type: 'InsertHeader', header: 'gone', 'value.literal': 'x' },
    { type: 'DropHeaders', headers: 'gone' },
  ],
};

/** A last line that comes through: then it is known when all have. */
const endings = ['2026-11-23', '8'];

function isKept(line: string, pipeline: string): boolean {
  const steps = pipelines[pipeline] ?? [];
  const wantsDates = steps.some(({ type }) => type.startsWith('TimestampConverter'));
  return wantsDates === line.includes('-');
}

/** A pipeline, and whether schemas are written beside what comes out of it. */
const plays = [
  ...Object.keys(pipelines).map((name) => [name, true] as const),
  ['fields added, renamed, left out, and a key made of one', false],
  ['dates', false],
] as const;

type Wire = readonly unknown[];

const log = { log: () => undefined, warn: () => undefined, error: () => undefined };

const seen = new Map<string, { readonly theirs: Wire; readonly ours: Wire }>();

/** The same file through the same transforms in Kafka Connect itself and in this worker, and what then stands in their topics. */
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'as-connect-'));
  const { brokers } = testStack().kafka;
  const connection = connectKafka({ brokers, clientId: 'as-connect', log });
  const [kafkaConnect, connector] = await Promise.all([
    startKafkaConnect({ brokers, name: unique('kafka-connect') }),
    startConnector([fileStreamSource]),
  ]);
  try {
    const play = async ([name, withSchemas]: (typeof plays)[number]): Promise<void> => {
      const text = `${[...lines, endings.find((line) => isKept(line, name))].join('\n')}\n`;
      const file = join(folder, unique('lines'));
      await writeFile(file, text);
      const [theirs, ours] = await Promise.all(
        [kafkaConnect.url, connector.url].map((url) =>
          wireOf(connection, url, { name, text, file, withSchemas }),
        ),
      );
      seen.set(`${name} ${withSchemas}`, { theirs: theirs ?? [], ours: ours ?? [] });
    };
    await Promise.all(plays.map((each) => play(each)));
  } finally {
    await Promise.all([kafkaConnect.stop(), connector.stop()]);
    await rm(folder, { recursive: true });
  }
}, 120_000);

interface Play {
  readonly name: string;
  readonly text: string;
  readonly file: string;
  readonly withSchemas: boolean;
}

async function wireOf(
  connection: KafkaConnection,
  url: string,
  { name, text, file, withSchemas }: Play,
): Promise<Wire> {
  const topic = unique('wire');
  await createTopic(connection, { name: topic, partitions: 1 });
  const config = {
    'connector.class': 'org.apache.kafka.connect.file.FileStreamSourceConnector',
    file,
    topic,
    'errors.tolerance': 'all',
    'key.converter': `${kafka}.json.JsonConverter`,
    'value.converter': `${kafka}.json.JsonConverter`,
    ...(withSchemas ? {} : plainJson),
    ...transformKeys(pipelines[name] ?? []),
  };
  const response = await fetch(`${url}/connectors`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: topic, config }),
  });
  expect(response.status, await response.text()).toBe(201);
  // Kafka Connect counts characters, and only those of lines that came through.
  const ends = new Set([text.length, Buffer.byteLength(text)]);
  await eventually(async () => ends.has(await positionAt(url, topic)), {
    what: `${name} at ${url}`,
    timeoutMs: 60_000,
  });
  return await recordsOf(connection, topic);
}

/** How far the connector has read its file and written all of it. */
async function positionAt(url: string, name: string): Promise<number> {
  const answer = (await (await fetch(`${url}/connectors/${name}/offsets`)).json()) as {
    readonly offsets?: readonly { readonly offset: { readonly position?: number } }[];
  };
  return answer.offsets?.[0]?.offset.position ?? -1;
}

/** JSON by its meaning, with the order of its members: Kafka Connect writes 1.0E21 and \uD83D\uDE00 where others write 1e21 and an emoji. */
async function recordsOf(connection: KafkaConnection, topic: string): Promise<Wire> {
  const wire: unknown[] = [];
  await readTopic(connection, topic, (records) => {
    for (const { key, value, headers } of records)
      wire.push([meaning(key), meaning(value), Object.entries(headers)]);
  });
  return wire;
}

function meaning(bytes: Buffer | null): string | null {
  return bytes === null ? null : stringifyJson(parseJson(bytes.toString()));
}

function transformKeys(steps: readonly Step[]): Record<string, string> {
  const keys: Record<string, string> = { transforms: steps.map((_step, index) => `t${index}`).join(',') };
  for (const [index, { type, ...own }] of steps.entries()) {
    keys[`transforms.t${index}.type`] = `${kafka}.transforms.${type}`;
    for (const [key, value] of Object.entries(own)) keys[`transforms.t${index}.${key}`] = value;
  }
  return keys;
}

describe('what comes out of transforms and converters is what Kafka Connect makes', () => {
  it.each(plays)('of %s (with schemas: %s)', (name, withSchemas) => {
    const { theirs, ours } = seen.get(`${name} ${withSchemas}`) ?? {};
    expect(theirs?.length).toBeGreaterThan(0);
    expect(ours).toEqual(theirs);
  });
});
