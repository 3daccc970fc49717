import { randomBytes } from 'node:crypto';
import { topics } from '@payments/contracts';
import { connectKafka } from '@payments/kafka';
import type { Acknowledgement } from '../load/journal.ts';
import type { RunningPlatform } from '../platform/running-platform.ts';
import type { Narrator } from './narrator.ts';
import { TopicWatch } from './topic-watch.ts';

/** What the chapters of the demo share. */
export interface Stage {
  readonly platform: RunningPlatform;
  readonly narrator: Narrator;
  readonly watch: TopicWatch;
  /** A name that no earlier run has used, so that its limit is untouched. */
  readonly userName: (name: string) => string;
  /** Every acknowledged payment of the demo, for the audit. */
  readonly acknowledged: Acknowledgement[];
}

const watched = [topics.paymentsRequested, topics.paymentsDecided, topics.limitsExceeded].map(
  ({ name }) => name,
);

/** Sets the stage, has the play played on it and clears it up. */
export async function onStage<Result>(
  platform: RunningPlatform,
  narrator: Narrator,
  play: (stage: Stage) => Promise<Result>,
): Promise<Result> {
  const run = randomBytes(2).toString('hex');
  const userName = (name: string): string => `${name}-${run}`;
  const connection = connectKafka({ ...platform.stack.addresses.kafka, clientId: 'demo', log: silent });
  const watch = new TopicWatch(connection, (userId) => userId.endsWith(`-${run}`));
  try {
    await watch.start(watched);
    return await play({ platform, narrator, watch, userName, acknowledged: [] });
  } finally {
    await watch.stop();
  }
}

const silent = { log: () => undefined, warn: () => undefined, error: () => undefined };
