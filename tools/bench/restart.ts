import { randomUUID } from 'node:crypto';
import { topics } from '@payments/contracts';
import { pay } from '../demo/services-client.ts';
import { type Figure, figureOf } from './figure.ts';
import { benchKafka, type Ground } from './ground.ts';
import { fillUsage } from './limit-check-ground.ts';

const users = 1_000_000;
const paymentsEach = 5;

/** Seconds from starting limit-check to the first decision, with a million users in the state that it restores. */
export async function measureRestart(ground: Ground): Promise<Figure[]> {
  const { platform, rounds, say } = ground;
  const limitCheck = platform.service('limit-check');
  await limitCheck.stop();
  say(`filling the changelog with ${users.toLocaleString('en')} users`);
  await fillUsage(benchKafka(ground), topics.limitsUsage.name, { users, paymentsEach });
  const seconds: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    say(`round ${round} of ${rounds}`);
    await limitCheck.stop();
    const startedAt = performance.now();
    const started = limitCheck.start();
    await firstDecision(platform.service('payments-api').url);
    seconds.push((performance.now() - startedAt) / 1_000);
    await started;
  }
  return [
    figureOf(seconds, {
      name: 'limit-check, restart',
      unit: 's',
      target: 10,
      lowerIsBetter: true,
      detail: `${users.toLocaleString('en')} users with ${paymentsEach} payments each; from the start of the process to the first decision`,
    }),
  ];
}

const mostAttempts = 10;

async function firstDecision(apiUrl: string): Promise<void> {
  const order = {
    key: randomUUID(),
    userId: `bench-${randomUUID()}`,
    merchantId: 'chai-point',
    amount: 12_500,
    currency: 'INR',
  };
  // An answer is not waited for as long as a restart may take; the same order again is the same payment.
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const { status } = await pay(apiUrl, order);
    if (status !== 'pending') return;
  }
  throw new Error('limit-check has decided nothing after its restart.');
}
