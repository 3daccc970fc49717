import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readiness } from '@payments/service';
import { eventually, unique } from '@payments/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fileStreamSource } from '../file-stream/file-stream-source.ts';
import { type RunningConnector, startConnector } from '../testing/running-connector.ts';
import { ConnectorConfigs } from './connector-configs.service.ts';
import { ConnectorFiles } from './connector-files.service.ts';

const name = unique('lines');
const cluster = unique('files');
const plugin = { 'connector.class': 'FileStreamSource', topic: name };
let folder: string;
let worker: RunningConnector;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'connector-files-'));
});
afterEach(async () => {
  await worker.stop();
  await rm(folder, { recursive: true });
});

const write = (config: object) => writeFile(join(folder, 'lines.json'), JSON.stringify({ name, config }));
const start = async () => {
  worker = await startConnector([fileStreamSource], {
    name: cluster,
    environment: { CONNECTOR_FILES: folder },
  });
};
const config = async () => (await fetch(`${worker.url}/connectors/${name}/config`)).json() as Promise<object>;

it('the connectors of the files are made when the worker starts', async () => {
  await write({ ...plugin, file: '/one.txt' });
  await start();
  expect(await config()).toMatchObject({ name, file: '/one.txt' });
});

it('a file that has changed changes its connector at the next start', async () => {
  await write({ ...plugin, file: '/two.txt' });
  await start();
  expect(await config()).toMatchObject({ file: '/two.txt' });
});

it('what is refused is named with the reason, and taken once it is right', async () => {
  await start();
  const readiness = new Readiness();
  const files = new ConnectorFiles(folder, worker.get(ConnectorConfigs), readiness);
  await write({ file: '/three.txt' });
  files.onApplicationBootstrap();
  const refused = async () => (await readiness.missing())['connector files'];
  await eventually(async () => (await refused())?.includes('no connector type'), { what: 'the reason' });
  expect(await refused()).toContain(join(folder, 'lines.json'));

  await write({ ...plugin, file: '/three.txt' });
  await eventually(async () => (await refused()) === undefined, { what: 'the file to be taken' });
  expect(await config()).toMatchObject({ file: '/three.txt' });
  await files.beforeApplicationShutdown();
});
