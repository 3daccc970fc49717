import { createRequire } from 'node:module';
import type { FetchedBatch } from './internals.ts';

interface ConsumerGroupShape {
  /** How long a fetch may wait, in milliseconds, and for how many bytes. */
  maxWaitTime: number;
  minBytes: number;
  /** Made anew each time the group is joined. */
  readonly offsetManager: object;
  fetch(nodeId: string): Promise<FetchedBatch[]>;
  seek(place: object): void;
  resume(places: readonly object[]): void;
}

/** How a consumer was made to fetch, and since when nothing has happened. */
interface Quiet {
  readonly busy: { readonly maxWaitTime: number; readonly minBytes: number };
  sinceMs: number;
  assignment: object;
}

const require = createRequire(import.meta.url);
const ConsumerGroup = require('kafkajs/src/consumer/consumerGroup') as {
  readonly prototype: ConsumerGroupShape;
};
const quietAfterMs = 5_000;
/** Heartbeats are sent between fetches, and stopping waits for the one under way: not longer than the shortest heartbeat interval. */
const quietWaitMs = 1_000;
const quietOf = new WeakMap<ConsumerGroupShape, Quiet>();

/**
 * kafkajs has each fetch wait equally long. A short wait is for who is at work, whose partitions are paused, resumed, and read from
 * elsewhere: a fetch under way knows nothing of that. A consumer for which nothing has come and nothing has changed for a while wakes
 * itself and its broker up for nothing: it waits longer, and for the first byte, so that what comes is there no later than before.
 */
export function patchQuietFetch(): void {
  const { prototype } = ConsumerGroup;
  // oxlint-disable-next-line typescript/unbound-method -- they are called with the group they belong to
  const { fetch, seek, resume } = prototype;
  if ([fetch, seek, resume].some((method) => typeof method !== 'function'))
    throw new Error('kafkajs has no ConsumerGroup.fetch, seek or resume to patch.');
  prototype.fetch = async function fetchPatiently(this: ConsumerGroupShape, nodeId) {
    Object.assign(this, pace(this));
    const batches = await fetch.call(this, nodeId);
    if (batches.some(({ rawMessages }) => rawMessages.length > 0)) stir(this);
    return batches;
  };
  prototype.seek = function seekSoon(this: ConsumerGroupShape, place): void {
    stir(this);
    seek.call(this, place);
  };
  prototype.resume = function resumeSoon(this: ConsumerGroupShape, places): void {
    stir(this);
    resume.call(this, places);
  };
}

function pace(group: ConsumerGroupShape): Quiet['busy'] {
  const { maxWaitTime, minBytes, offsetManager: assignment } = group;
  const nowMs = performance.now();
  const quiet = quietOf.get(group) ?? { busy: { maxWaitTime, minBytes }, sinceMs: nowMs, assignment };
  quietOf.set(group, quiet);
  if (quiet.assignment !== assignment) Object.assign(quiet, { assignment, sinceMs: nowMs });
  if (nowMs - quiet.sinceMs < quietAfterMs) return quiet.busy;
  return { maxWaitTime: Math.max(quiet.busy.maxWaitTime, quietWaitMs), minBytes: 1 };
}

function stir(group: ConsumerGroupShape): void {
  const quiet = quietOf.get(group);
  if (quiet !== undefined) quiet.sinceMs = performance.now();
}
