import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectKafka, readTopic } from '@payments/kafka';
import { eventually, testStack, unique } from '@payments/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileStreamSink } from '../file-stream/file-stream-sink.ts';
import { fileStreamSource } from '../file-stream/file-stream-source.ts';
import { operations } from './operations.ts';
import { type RunningConnector, startConnector } from '../testing/running-connector.ts';

const name = unique('connector');
const plugins = [fileStreamSource, fileStreamSink];
let folder: string;
let worker: RunningConnector;
let other: RunningConnector;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rest-'));
  await writeFile(join(folder, 'lines.txt'), 'one\n');
  [worker, other] = await Promise.all([startConnector(plugins, name), startConnector(plugins, name)]);
});
afterAll(async () => {
  await Promise.all([worker.stop(), other.stop()]);
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

async function stored(connector: string): Promise<unknown> {
  const kafka = connectKafka({ ...testStack().kafka, clientId: 'test', log: quiet });
  let last: unknown;
  await readTopic(kafka, `${name}-configs`, (records) => {
    for (const { key, value } of records)
      if (String(key) === `connector-${connector}`) last = JSON.parse(String(value));
  });
  return last;
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
    expect(await stored(connector)).toEqual({
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
    expect(await stored(connector)).toEqual({ properties: { ...config, name: connector } });
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

it('another worker answers with what this one has just done', async () => {
  const connector = unique('seen');
  for (let round = 1; round <= 5; round += 1) {
    const from = round % 2 === 0 ? worker : other;
    const to = round % 2 === 0 ? other : worker;
    await ask('PUT', `/connectors/${connector}/config`, configOf({ 'batch.size': String(round) }), from);
    expect(await ask('GET', `/connectors/${connector}/config`, undefined, to)).toMatchObject({
      status: 200,
      body: { 'batch.size': String(round) },
    });
  }
  await ask('DELETE', `/connectors/${connector}`);
  expect(await ask('GET', `/connectors/${connector}`, undefined, other)).toMatchObject({ status: 404 });
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
