import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '@payments/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { everyPaymentOnce, RelayGround } from '../testing/relay-ground.ts';

let ground: RelayGround;
let writing: Promise<void>;
let stopped: AbortController;

beforeAll(() => RelayGround.build(), 120_000);

beforeEach(async () => {
  ground = await RelayGround.make();
  stopped = new AbortController();
  writing = ground.insertUntil(stopped.signal);
});

afterEach(async () => {
  stopped.abort();
  await writing;
  await ground.dispose();
});

type RelayProcess = ReturnType<RelayGround['spawnRelay']>;

async function publishes({ said }: RelayProcess): Promise<void> {
  await eventually(() => said().includes('published'), { what: 'a relay at work', timeoutMs: 60_000 });
}

async function standsBy({ said }: RelayProcess): Promise<void> {
  await eventually(() => said().includes('is standby'), { what: 'a relay that waits', timeoutMs: 60_000 });
}

async function kill({ child }: RelayProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** No more payments come; what the topic has then is compared with what the table has. */
async function settled(): Promise<Awaited<ReturnType<RelayGround['compare']>>> {
  stopped.abort();
  await writing;
  const comparison = await ground.compare(60_000);
  expect(comparison.payments).toBeGreaterThan(500);
  return comparison;
}

describe('a relay in a process of its own', () => {
  it('loses and repeats nothing when it is killed at any moment, ten times', async () => {
    for (let round = 0; round < 10; round += 1) {
      const relay = ground.spawnRelay();
      await publishes(relay);
      await pause(Math.random() * 300);
      await kill(relay);
    }
    await publishes(ground.spawnRelay());
    const comparison = await settled();
    expect(comparison).toEqual(everyPaymentOnce(comparison.payments));
  }, 180_000);

  it('that is killed is followed by one that waits, within seconds', async () => {
    const first = ground.spawnRelay();
    await publishes(first);
    const second = ground.spawnRelay();
    await standsBy(second);
    const killedAt = performance.now();
    await kill(first);
    await publishes(second);
    expect(performance.now() - killedAt).toBeLessThan(5_000);
    const comparison = await settled();
    expect(comparison).toEqual(everyPaymentOnce(comparison.payments));
  }, 180_000);

  it('that hung for longer than its lease is refused when it wakes up, and doubles nothing', async () => {
    const zombie = ground.spawnRelay();
    await publishes(zombie);
    const next = ground.spawnRelay();
    await standsBy(next);
    zombie.child.kill('SIGSTOP');
    const hungAt = performance.now();
    await eventually(() => next.said().includes('published'), { what: 'the takeover', timeoutMs: 30_000 });
    expect(performance.now() - hungAt).toBeGreaterThan(5_000);
    zombie.child.kill('SIGCONT');
    await eventually(() => zombie.said().includes('begins again'), { what: 'the refusal of the zombie' });
    await pause(2_000);
    expect(zombie.said().split('begins again').at(-1)).not.toContain('published');
    await kill(next);
    await eventually(() => zombie.said().split('Relaying').length === 3, {
      what: 'the zombie, back at work',
      timeoutMs: 30_000,
    });
    const comparison = await settled();
    expect(comparison).toEqual(everyPaymentOnce(comparison.payments));
  }, 180_000);
});
