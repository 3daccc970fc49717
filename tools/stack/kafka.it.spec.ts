import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareKafka } from './kafka.ts';
import { freePort } from './ports.ts';
import { silentProgress } from './progress.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kafka-data-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function prepare(): Promise<number> {
  const nodes = [{ port: await freePort(), controllerPort: await freePort() }];
  const place = { dataFolder: folder, logFolder: folder };
  return (await prepareKafka({ nodes, ...place }, silentProgress.step('Kafka'))).length;
}

describe('Kafka, given a data folder', () => {
  it('takes its own data again', async () => {
    expect(await prepare()).toBe(1);
    expect(await prepare()).toBe(1);
  });

  it('refuses data that a newer Kafka has written, and says how to go on', async () => {
    await prepare();
    await writeFile(join(folder, 'node-1', 'kafka-version'), '4.10.0');
    await expect(prepare()).rejects.toThrow(/is of Kafka 4\.10\.0.*--fresh.*PAYMENTS_DATA/);
  });

  it('takes data without a version for that of Kafka 4.3.0', async () => {
    await mkdir(join(folder, 'node-1', 'log'), { recursive: true });
    await expect(prepare()).rejects.toThrow(/is of Kafka 4\.3\.0/);
  });
});
