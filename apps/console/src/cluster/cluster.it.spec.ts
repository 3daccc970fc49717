import { apiPaths, type BrokerConfig, type ClusterView } from '@payments/console-api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningConsole, startConsole } from '../testing/running-console.ts';

let running: RunningConsole;
beforeAll(async () => {
  running = await startConsole();
});
afterAll(() => running.stop());

it('the cluster is shown: its brokers, who controls it, and how far the controllers are', async () => {
  const { brokers, controllerId, quorum, clusterId } = await running.client.get<ClusterView>(
    apiPaths.cluster(),
  );
  expect(clusterId).not.toBe('');
  expect(brokers.map(({ isUp }) => isUp)).not.toContain(false);
  expect(brokers.find(({ isController }) => isController)?.id).toBe(controllerId);
  expect(brokers[0]?.sizeBytes).toBeGreaterThan(0);
  expect(quorum?.voters.find(({ id }) => id === quorum.leaderId)).toMatchObject({ lag: 0 });
});

it('a broker’s settings are shown with where they come from, and changed', async () => {
  const { brokers } = await running.client.get<ClusterView>(apiPaths.cluster());
  const path = apiPaths.brokerConfig(brokers[0]?.id ?? 0);
  const before = await running.client.get<BrokerConfig>(path);
  expect(before.config.find(({ name }) => name === 'log.cleaner.threads')).toMatchObject({
    isReadOnly: false,
    isSensitive: false,
  });
  const change = { set: { 'log.cleaner.threads': '2' } };
  await running.client.change('PATCH', path, change);
  const { config } = await running.client.get<BrokerConfig>(path);
  expect(config.filter(({ isSensitive, value }) => isSensitive && value !== null)).toEqual([]);
  await running.client.change('PATCH', path, { reset: ['log.cleaner.threads'] });
  const refused = await running.client.ask('PATCH', path, { set: { 'log.cleaner.threads': 'many' } });
  expect(refused.body.code).toBe('refused_by_kafka');
});
