import { eventually } from '@payments/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { everyPaymentOnce, RelayGround } from '../testing/relay-ground.ts';
import { Publication } from './publication.task.ts';
import { rebuildAlone } from './rebuild.task.ts';

const lostPosition = { file: 'binlog.000000', offset: 4 };
let ground: RelayGround;

beforeEach(async () => {
  ground = await RelayGround.make();
});

afterEach(() => ground.dispose());

/** As if MySQL had purged what comes after the relay's position. */
async function losePosition(): Promise<void> {
  const publication = await Publication.open(ground.options);
  await publication.publish([], { state: 'streaming', position: lostPosition });
  await publication.close();
}

/** 300 payments of which the relay has published 100. */
async function fallBehind(): Promise<void> {
  await ground.insert(100);
  const relay = ground.startRelay();
  await ground.compare();
  await relay.stop();
  await ground.insert(200);
  await losePosition();
}

describe('a relay whose position is lost', () => {
  it('says so, and how to go on, and goes on after the rebuild: nothing missing, nothing doubled', async () => {
    await fallBehind();
    const relay = ground.startRelay();
    await eventually(() => relay.status.state === 'waiting', { what: 'a relay that waits' });
    expect(relay.status).toMatchObject({ reason: expect.stringContaining('npm run relay:rebuild') });

    await ground.insert(50);
    expect(await rebuildAlone(ground.options, 30_000)).toMatchObject({ candidates: 350, published: 250 });
    await ground.insert(50);
    await eventually(() => relay.status.state === 'active', { what: 'a relay at work' });
    await ground.insert(50);
    expect(await ground.compare()).toEqual(everyPaymentOnce(450));
  });

  it('is also one that has no position although its topic has events', async () => {
    await fallBehind();
    const relay = ground.startRelay({ names: { ...ground.options.names, group: `${ground.topic}-other` } });
    await eventually(() => relay.status.state === 'waiting', { what: 'a relay that waits' });
    expect(relay.status).toMatchObject({
      reason: expect.stringMatching(/has events.*npm run relay:rebuild/s),
    });
  });
});

describe('a rebuild', () => {
  it('leaves decided payments alone: their events may only have grown old', async () => {
    await fallBehind();
    await ground.connection.query("UPDATE payments SET status = 'approved' WHERE amount > 250");
    expect(await rebuildAlone(ground.options, 30_000)).toMatchObject({ candidates: 249, published: 149 });
    expect(await ground.published()).toHaveLength(249);
  });

  it('is exact while payments keep coming', async () => {
    await fallBehind();
    const stopped = new AbortController();
    const writing = ground.insertUntil(stopped.signal);
    await rebuildAlone(ground.options, 30_000);
    const relay = ground.startRelay();
    await eventually(() => relay.status.state === 'active', { what: 'a relay at work' });
    stopped.abort();
    await writing;
    const { payments, ...rest } = await ground.compare();
    expect(payments).toBeGreaterThan(320);
    expect({ payments, ...rest }).toEqual(everyPaymentOnce(payments));
  });

  it('that was interrupted is done again by the relay', async () => {
    await fallBehind();
    const publication = await Publication.open(ground.options);
    await publication.publish([], { state: 'rebuilding', everything: false });
    await publication.close();
    ground.startRelay();
    expect(await ground.compare()).toEqual(everyPaymentOnce(300));
  });

  it('does nothing while a relay is at work', async () => {
    const relay = ground.startRelay();
    await eventually(() => relay.status.state === 'active', { what: 'a relay at work' });
    expect(await rebuildAlone(ground.options, 1_500)).toBeUndefined();
    expect(relay.status.state).toBe('active');
  });
});
