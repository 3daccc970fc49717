import { readTopic } from '@payments/kafka';
import { topics } from '@payments/contracts';
import { eventually } from '@payments/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Compose } from '../tools/compose/compose.ts';
import { runProgram } from '../tools/stack/command.ts';
import { ContainerJourney, containerEnvironment, playDemo } from './support/container-journey.ts';

const memoryLimitBytes = 3 * 1024 ** 3;
const partitions = topics.paymentsRequested.partitions;
const services = ['payments-api', 'limit-check', 'notifications', 'connector', 'console'];
const settleTimeoutMs = 120_000;

let environment: Record<string, string>;
beforeAll(async () => {
  environment = await containerEnvironment();
});

/** One story, each chapter on what the one before has left. */
describe('the platform in containers', () => {
  const files = ['compose.yml'];
  let journey: ContainerJourney;
  beforeAll(async () => {
    journey = await ContainerJourney.start(files, environment);
  });
  afterAll(() => new Compose({ files, environment }).run(['down', '--volumes']));

  it('may take 3 GB at most, and is reached from this machine only', async () => {
    const { services: all } = await journey.containers.compose.config();
    const limits = Object.values(all).map(({ mem_limit: limit }) => Number(limit));
    expect(limits.reduce((sum, limit) => sum + limit, 0)).toBeLessThanOrEqual(memoryLimitBytes);
    const ports = Object.values(all).flatMap(({ ports: published = [] }) => published);
    expect(new Set(ports.map(({ host_ip: host }) => host))).toEqual(new Set(['127.0.0.1']));
  });

  it('plays the demo, and its books are balanced', async () => {
    const { exitCode, output } = await playDemo(['--compose'], environment);
    expect(output).toContain('✓ Verdict: good.');
    expect(output).toMatch(/All 600 have arrived, each once/);
    expect(exitCode).toBe(0);
  });

  it('shares the partitions of limit-check out; of eight instances two sit idle until another one dies', async () => {
    await scale(3);
    expect(await shares([2, 2, 2])).toHaveLength(3);
    await scale(8);
    const [busy] = await shares([...Array.from({ length: partitions }, () => 1), 0, 0]);
    await runProgram('docker', ['kill', busy?.container ?? '']);
    expect(await shares([...Array.from({ length: partitions }, () => 1), 0])).toHaveLength(7);
    await scale(1);
    expect(await shares([partitions])).toHaveLength(1);
  });

  it('loses and doubles nothing when each service is made anew while payments are made', async () => {
    const report = await journey.underLoad(async () => {
      for (const name of services)
        await journey.compose('up', '--wait', '--no-deps', '--force-recreate', name);
    });
    expect(report.acknowledged).toBe(report.sent);
    await balanced();
    expect(await doubled(topics.paymentsDecided.name)).toBe(0);
    expect(await doubled(topics.limitsExceeded.name)).toBe(0);
  });

  it('loses nothing when every container is killed at once', async () => {
    const report = await journey.underLoad(async () => {
      await journey.compose('kill');
      await journey.restart();
    });
    expect(report.acknowledged).toBe(report.sent);
    await balanced();
  });

  it('keeps its data when it is taken down, and takes the password that stands in .env from then on', async () => {
    const before = await journey.audit();
    await journey.compose('down');
    const changed = new Compose({
      files,
      environment: { ...environment, SERVICES_PASSWORD: "it's another" },
    });
    await changed.run(['up', '--wait']);
    await changed.run(['down']);
    await journey.compose('up', '--wait');
    const after = await journey.audit();
    expect(after.total.stored).toBe(before.total.stored);
    expect(after.findings).toEqual([]);
  });

  it('forgets its data when the volumes go too', async () => {
    await journey.compose('down', '--volumes');
    await journey.compose('up', '--wait');
    const forgotten = await journey.audit([]);
    expect(forgotten.total.stored).toBe(0);
  });

  function scale(instances: number): Promise<void> {
    return journey.compose(
      'up',
      '--wait',
      '--no-recreate',
      '--scale',
      `limit-check=${instances}`,
      'limit-check',
    );
  }

  /** Resolves once limit-check has its partitions shared out like that. */
  function shares(expected: readonly number[]): ReturnType<ContainerJourney['shares']> {
    return eventually(
      async () => {
        const found = await journey.shares();
        expect(found.map((share) => share.partitions)).toEqual(expected);
        return found;
      },
      { what: `limit-check to share ${expected.join(', ')}`, timeoutMs: settleTimeoutMs },
    );
  }

  async function balanced(): Promise<void> {
    expect((await journey.audit()).findings).toEqual([]);
  }

  /** How many events stand in a topic more than once. */
  async function doubled(topic: string): Promise<number> {
    const ids: string[] = [];
    await readTopic(journey.kafka, topic, (records) => {
      for (const { value } of records) ids.push((JSON.parse(String(value)) as { id: string }).id);
    });
    return ids.length - new Set(ids).size;
  }
});

describe('three regions in containers', () => {
  const files = ['compose.yml', 'docker/regions.yml'];
  afterAll(() => new Compose({ files, environment }).run(['down', '--volumes']));

  it('play the demo, in which a region is lost', async () => {
    const { exitCode, output } = await playDemo(['--regions', '--fresh'], environment);
    expect(output).toMatch(/All 3,000 payments are acknowledged, and every record is in 3 regions again/);
    expect(output).toContain('✓ Verdict: good.');
    expect(exitCode).toBe(0);
  });
});

describe("Confluent's images with ZooKeeper", () => {
  const files = ['compose.yml', 'docker/confluent.yml'];
  afterAll(() => new Compose({ files, environment }).run(['down', '--volumes']));

  it('run the same platform', async () => {
    const { exitCode, output } = await playDemo(['--confluent', '--fresh'], environment);
    expect(output).toContain('✓ Verdict: good.');
    expect(exitCode).toBe(0);
  });

  it('register the contracts in the Schema Registry, for which there is a profile', async () => {
    const registry = new Compose({
      files,
      environment: { ...environment, COMPOSE_PROFILES: 'schema-registry' },
    });
    expect(Object.keys((await registry.config()).services)).toContain('schema-registry');
    const without = new Compose({ files, environment });
    expect(Object.keys((await without.config()).services)).not.toContain('schema-registry');
  });
});
