import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectKafka, readTopic } from '@payments/kafka';
import { eventually, KafkaFaultProxy, testStack, unique } from '@payments/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileStreamSink } from '../file-stream/file-stream-sink.ts';
import { fileStreamSource } from '../file-stream/file-stream-source.ts';
import { operations } from './operations.ts';
import { type RunningConnector, startConnector } from '../testing/running-connector.ts';

const name = unique('connector');
const plugins = [fileStreamSource, fileStreamSink];
let folder: string;
let worker: RunningConnector;
/** Another worker of the same cluster; each has a line of its own to Kafka. */
let other: RunningConnector;
let line: KafkaFaultProxy;
let otherLine: KafkaFaultProxy;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rest-'));
  await writeFile(join(folder, 'lines.txt'), 'one\n');
  line = await KafkaFaultProxy.start(testStack().kafka);
  otherLine = await KafkaFaultProxy.start(testStack().kafka);
  worker = await startConnector(plugins, { name, brokers: line.brokers });
  other = await startConnector(plugins, { name, brokers: otherLine.brokers });
});
afterAll(async () => {
  await Promise.all([worker.stop(), other.stop()]);
  await Promise.all([line.stop(), otherLine.stop()]);
  await rm(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

async function ask(method: string, path: string, body?: unknown, from = worker): Promise<Answer> {
  const answer = await fetch(`${from.url}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text), headers: answer.headers };
}

const configOf = (more: Record<string, string> = {}) => ({
  'connector.class': 'FileStreamSource',
  file: join(folder, 'lines.txt'),
  topic: unique('lines'),
  ...more,
});

function createStopped(from: RunningConnector): Promise<Answer> {
  const body = { name: unique('both'), initial_state: 'STOPPED', config: configOf() };
  return ask('POST', '/connectors', body, from);
}

/** What Kafka has of the cluster: the last value of each key. */
async function stored(): Promise<ReadonlyMap<string, unknown>> {
  const kafka = connectKafka({ ...testStack().kafka, clientId: 'test', log: quiet });
  const values = new Map<string, unknown>();
  await readTopic(kafka, `${name}-configs`, (records) => {
    for (const { key, value } of records) values.set(String(key), JSON.parse(String(value)));
  });
  return values;
}

const quiet = { log: () => undefined, warn: () => undefined, error: () => undefined };

describe('a secret', () => {
  const secrets = { 'some.password': 'hunter2', url: 'jdbc:mysql://db/shop?password=hunter3&a=b' };

  it('is in no answer, and stays when what was read is written back', async () => {
    const connector = unique('secret');
    const config = configOf(secrets);
    const created = await ask('POST', '/connectors', { name: connector, initial_state: 'STOPPED', config });
    expect(created.status).toBe(201);
    const read = await ask('GET', `/connectors/${connector}/config`);
    expect(read.body).toMatchObject({
      'some.password': '[hidden]',
      url: 'jdbc:mysql://db/shop?password=[hidden]&a=b',
    });

    const changed = { ...(read.body as object), 'batch.size': 7 };
    const answers = [
      created,
      read,
      await ask('PUT', '/connector-plugins/FileStreamSource/config/validate', changed),
      await ask('PUT', `/connectors/${connector}/config`, changed),
      await ask('PATCH', `/connectors/${connector}/config`, {
        'some.password': '[hidden]',
        'batch.size': '8',
      }),
      await ask('GET', `/connectors/${connector}`),
      await ask('GET', `/connectors/${connector}/tasks`),
      await ask('GET', '/connectors?expand=info&expand=status'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 200, 200, 200, 200, 200]);
    expect(answers[2]?.body).toMatchObject({ error_count: 0 });
    expect(JSON.stringify(answers.map(({ body }) => body))).not.toMatch(/hunter\d/);
    expect((await stored()).get(`connector-${connector}`)).toEqual({
      properties: { ...config, name: connector, 'batch.size': '8' },
    });
  });

  it('that was never said cannot be kept', async () => {
    const answer = await ask('POST', '/connectors', {
      name: unique('lost'),
      config: configOf({ 'some.password': '[hidden]' }),
    });
    expect(answer).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('some.password: this is what a hidden secret looks like') },
    });
  });
});

describe('a variable', () => {
  it('is resolved for the task, and neither stored nor shown', async () => {
    process.env['CONNECTOR_SECRET_FOLDER'] = folder;
    const connector = unique('variable');
    const config = { ...configOf(), file: '${env:CONNECTOR_SECRET_FOLDER}/lines.txt' };
    expect(await ask('POST', '/connectors', { name: connector, config })).toMatchObject({
      status: 201,
      body: { config },
    });
    await eventually(async () => {
      const { body } = await ask('GET', `/connectors/${connector}/offsets`);
      return (body as { offsets: unknown[] }).offsets.length > 0;
    });
    const inKafka = await stored();
    expect(inKafka.get(`connector-${connector}`)).toEqual({ properties: { ...config, name: connector } });
    const ofIt = [...inKafka].filter(([key]) => key.includes(connector));
    expect(ofIt.map(([key]) => key)).toContain(`task-${connector}-0`);
    expect(JSON.stringify(ofIt)).not.toContain(folder);
    const shown = [
      await ask('GET', `/connectors/${connector}/tasks`),
      await ask('GET', `/connectors/${connector}/status`),
      await ask('PUT', '/connector-plugins/FileStreamSource/config/validate', { ...config, name: connector }),
    ];
    expect(JSON.stringify(shown)).not.toContain(folder);
    await ask('DELETE', `/connectors/${connector}`);
  });
});

describe('a name', () => {
  it.each(['a/b', 'a%b', 'a?b#c', '%2F', 'ünïcödé 💸', 'x'.repeat(300)])('may be %s', async (connector) => {
    const path = `/connectors/${encodeURIComponent(connector)}`;
    const created = await ask('POST', '/connectors', {
      name: connector,
      initial_state: 'STOPPED',
      config: configOf(),
    });
    expect(created).toMatchObject({ status: 201, body: { name: connector } });
    expect(created.headers.get('location')).toBe(path);
    expect(await ask('GET', `${path}/config`)).toMatchObject({ status: 200, body: { name: connector } });
  });
});

it('another worker answers with what this one has just done, however late it hears of it', async () => {
  const connector = unique('seen');
  const path = `/connectors/${connector}`;
  otherLine.slow(200);
  await ask('POST', '/connectors', { name: connector, initial_state: 'STOPPED', config: configOf() });
  const answers = [await ask('GET', path, undefined, other)];
  await ask('PATCH', `${path}/config`, { 'batch.size': 7 });
  answers.push(await ask('GET', path, undefined, other));
  await ask('DELETE', path);
  answers.push(await ask('GET', path, undefined, other));
  otherLine.heal();
  expect(answers).toMatchObject([
    { status: 200 },
    { status: 200, body: { config: { 'batch.size': '7' } } },
    { status: 404 },
  ]);
});

it('two workers take changes at the same time, and refuse none, also where Kafka is slow', async () => {
  line.slow(100);
  otherLine.slow(100);
  const answers = await Promise.all([worker, other, worker, other].map(createStopped));
  line.heal();
  otherLine.heal();
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
});

it('answers in the same shape to what cannot be read at all', async () => {
  expect(await ask('GET', '/connectors/%zz')).toMatchObject({
    status: 400,
    body: { error_code: 400, message: expect.stringContaining('%zz') },
  });
  expect(await ask('PUT', '/connectors/x/config', { key: 'x'.repeat(1024 * 1024) })).toMatchObject({
    status: 413,
    body: { error_code: 413, message: expect.any(String) },
  });
});

it('keeps what every service has', async () => {
  const paths = ['/health/live', '/health/ready', '/metrics', '/openapi.json', '/docs'];
  const statuses = await Promise.all(paths.map(async (path) => (await fetch(worker.url + path)).status));
  expect(statuses).toEqual([200, 200, 200, 200, 200]);
});

it('describes every request of the interface', async () => {
  const { body } = await ask('GET', '/openapi.json');
  const { paths } = body as { paths: Record<string, Record<string, { operationId: string }>> };
  const described = Object.values(paths).flatMap((methods) =>
    Object.values(methods).map((each) => each.operationId),
  );
  expect(described.toSorted()).toEqual(Object.keys(operations).toSorted());
});
