import type { Contestant } from './contest.ts';
import { contest } from './contest.ts';
import { figureOf, type Figure } from './figure.ts';
import { benchKafka, type Ground } from './ground.ts';
import {
  fillPayments,
  fillUsage,
  limitCheckOn,
  limitPerDay,
  type LimitTopics,
  makeLimitTopics,
} from './limit-check-ground.ts';
import { startStreamsLimitCheck } from './peers/kafka-streams.ts';
import { committedBy, rateBetween, type Span } from './topic-progress.ts';

const payments = 600_000;
const users = 60_000;
/** Both compile themselves while they run. */
const span: Span = { from: 200_000, to: payments };
const streams = 'Kafka Streams';

/** Payments decided a second over a topic that is full when it starts, by what the group has committed of it: the same for both. */
export async function measureLimitCheck(ground: Ground): Promise<Figure[]> {
  const connection = benchKafka(ground);
  const { input } = await makeLimitTopics(connection);
  ground.say('filling the topic');
  await fillPayments(connection, input.name, { payments, users });
  const committed = (group: string): Promise<number> =>
    connection.withAdmin((admin) => rateBetween(span, () => committedBy(admin, group, input.name)));
  const contestants: Contestant[] = [
    {
      name: 'limit-check',
      run: async () => {
        const own = await makeLimitTopics(connection, input);
        const processor = limitCheckOn(connection, own);
        await processor.start();
        try {
          return { rate: await committed(own.group) };
        } finally {
          await processor.stop();
        }
      },
    },
    {
      name: streams,
      run: async () => {
        const own = await makeLimitTopics(connection, input);
        const program = await startStreamsLimitCheck({
          brokers: connection.brokers,
          application: own.group,
          topics: { input: input.name, decided: own.decided.name, exceeded: own.exceeded.name },
          limitPerDay,
        });
        try {
          return { rate: await committed(own.group) };
        } finally {
          await program.stop();
        }
      },
    },
  ];
  const result = await contest(contestants, { rounds: ground.rounds, onRun: ground.say });
  return [
    result.figure('rate', {
      name: 'limit-check',
      unit: 'payments/s',
      ratios: { [streams]: 1.2 },
      detail: `${payments.toLocaleString('en')} payments of ${users.toLocaleString('en')} users, exactly once, one thread each`,
    }),
  ];
}

const growthPayments = 300_000;
const growthSpan: Span = { from: 100_000, to: growthPayments };

/** The same rate with ten and a hundred times as many users in the state. */
export async function measureLimitGrowth(ground: Ground): Promise<Figure[]> {
  const connection = benchKafka(ground);
  const rateWith = async (own: LimitTopics): Promise<number> => {
    const processor = limitCheckOn(connection, own);
    await processor.start();
    try {
      return await connection.withAdmin((admin) =>
        rateBetween(growthSpan, () => committedBy(admin, own.group, own.input.name)),
      );
    } finally {
      await processor.stop();
    }
  };
  const sizes = [10_000, 100_000, 1_000_000];
  const rates = new Map<number, number[]>(sizes.map((size) => [size, []]));
  for (let round = 1; round <= ground.rounds; round += 1)
    for (const size of sizes) {
      ground.say(`round ${round} of ${ground.rounds}: ${size.toLocaleString('en')} users`);
      const own = await makeLimitTopics(connection);
      await fillUsage(connection, own.changelog.name, { users: size, paymentsEach: 1 });
      await fillPayments(connection, own.input.name, { payments: growthPayments, users: size });
      rates.get(size)?.push(await rateWith(own));
    }
  return sizes.map((size) =>
    figureOf(rates.get(size) ?? [], {
      name: `limit-check, ${size.toLocaleString('en')} users`,
      unit: 'payments/s',
      detail: 'all of them in the state before, and paying',
    }),
  );
}
