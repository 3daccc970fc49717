import { eventually } from '@payments/testing';
import { expect, it } from 'vitest';
import { MetricsController } from './metrics.controller.ts';

it('samples the delay of the event loop seldom enough for a service without work to sleep', async () => {
  const controller = new MetricsController();
  const minMs = await eventually(
    async () => {
      const text = await controller.read();
      return millisecondsOf(text, 'max') > 0 && millisecondsOf(text, 'min');
    },
    // Reading begins anew: there has to be time for a sample in between.
    { what: 'a sample', intervalMs: 250 },
  );
  expect(minMs).toBeGreaterThan(50);
});

function millisecondsOf(metrics: string, bound: 'min' | 'max'): number {
  return Number(new RegExp(`^nodejs_eventloop_lag_${bound}_seconds (.+)$`, 'm').exec(metrics)?.[1]) * 1_000;
}
