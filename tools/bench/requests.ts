import { ensureTopics } from '@payments/kafka';
import { createConnection } from 'mysql2/promise';
import { type LoadReport, sendPayments } from '../load/send-payments.ts';
import { benchTopic } from './bench-topic.ts';
import { type Contestant, contest, type Run } from './contest.ts';
import { figureOf, type Figure } from './figure.ts';
import { benchKafka, type Ground } from './ground.ts';
import { compilePeers, type PeerName, startPeer } from './peers/peer-server.ts';
import { topicAtRest } from './topic-progress.ts';

const connectionCounts = [64, 256] as const;
const warmUpSeconds = 5;
const seconds = 8;
/** The broker compiles itself meanwhile. */
const flowWarmUpSeconds = 25;
const archiving = ['connector', 'console'] as const;
/** So many that next to none of them reaches the daily limit: telling each of a rejection is work of its own. */
const users = 100_000;
const requestedTopic = 'payments.requested';
const usualTopic = 'bench.usual-way';
const usualDatabase = 'bench_usual_way';

const noDatabase = 'without a database';
const usualWay = 'TypeORM + ClientKafka';

/** Payments accepted a second, one a request, as fast as the answers come; beside other ways to write the service. */
export async function measureIngest(ground: Ground): Promise<Figure[]> {
  await compilePeers();
  await makeUsualWaysPlaces(ground);
  const api = ground.platform.service('payments-api');
  const contestants: Contestant[] = [
    {
      name: 'payments-api',
      run: async () => {
        await api.start();
        const run = await atEachCount(api.url);
        // What was accepted is still being published, which the next one is not to suffer from.
        await topicAtRest(benchKafka(ground), requestedTopic);
        await api.stop();
        return run;
      },
    },
    { name: noDatabase, run: () => peer('no-database') },
    { name: usualWay, run: () => peer('usual-way', usualWaysPlaces(ground)) },
  ];
  const result = await contest(contestants, { rounds: ground.rounds, onRun: ground.say });
  return connectionCounts.flatMap((count) => {
    const isTarget = count === connectionCounts[0];
    return [
      result.figure(`rate at ${count}`, {
        name: `ingest, ${count} connections`,
        unit: 'payments/s',
        ...(isTarget && { target: 10_000, ratios: { [usualWay]: 4 } }),
        detail: 'one a request, durable in MySQL and published',
      }),
      result.figure(`p99 at ${count}`, {
        name: `ingest, ${count} connections, p99`,
        unit: 'ms',
        lowerIsBetter: true,
        ...(isTarget && { target: 30 }),
        detail: 'from when a connection was free to the answer',
      }),
    ];
  });
}

/** The same with what is behind it at work: payments are decided, told of and archived while others come. */
export async function measureFlow({ platform, rounds, say }: Ground): Promise<Figure[]> {
  const { url } = platform.service('payments-api');
  const figures: Figure[] = [];
  for (const beside of ['every service at work', 'limit-check and notifications at work'] as const) {
    const runs: Run[] = [];
    await load(url, { connections: connectionCounts[1], seconds: flowWarmUpSeconds });
    for (let round = 1; round <= rounds; round += 1) {
      say(`round ${round} of ${rounds}: ${beside}`);
      runs.push(await atEachCount(url));
    }
    for (const count of connectionCounts) {
      figures.push(
        figureOf(
          runs.flatMap((run) => run[`rate at ${count}`] ?? []),
          {
            name: `ingest, ${count} connections, ${beside}`,
            unit: 'payments/s',
            ...(count === connectionCounts[1] && { target: 6_000 }),
            detail: 'one a request, as fast as the answers come',
          },
        ),
      );
    }
    await Promise.all(archiving.map((name) => platform.service(name).stop()));
  }
  return figures;
}

/** The same by batches. */
export async function measureBatches({ platform, rounds, say }: Ground): Promise<Figure[]> {
  const { url } = platform.service('payments-api');
  const sizes = [
    { batch: 100, connections: 16 },
    { batch: 1_000, connections: 4, target: 40_000 },
  ];
  const figures: Figure[] = [];
  for (const { batch, connections, target } of sizes) {
    const rates: number[] = [];
    await load(url, { connections, batch, seconds: warmUpSeconds });
    for (let round = 1; round <= rounds; round += 1) {
      say(`round ${round} of ${rounds}: batches of ${batch}`);
      rates.push((await load(url, { connections, batch, seconds })).rate);
    }
    figures.push(
      figureOf(rates, {
        name: `ingest, batches of ${batch.toLocaleString('en')}`,
        unit: 'payments/s',
        ...(target !== undefined && { target }),
        detail: `${connections} connections, durable in MySQL; published meanwhile`,
      }),
    );
  }
  return figures;
}

async function peer(name: PeerName, environment: Readonly<Record<string, string>> = {}): Promise<Run> {
  const server = await startPeer(name, environment);
  try {
    return await atEachCount(server.url);
  } finally {
    await server.stop();
  }
}

async function atEachCount(url: string): Promise<Run> {
  const run: Record<string, number> = {};
  await load(url, { connections: connectionCounts[0], seconds: warmUpSeconds });
  for (const connections of connectionCounts) {
    const { rate, latencyMs } = await load(url, { connections, seconds });
    run[`rate at ${connections}`] = rate;
    run[`p99 at ${connections}`] = latencyMs.p99;
  }
  return run;
}

interface Load {
  readonly connections: number;
  readonly seconds: number;
  readonly batch?: number;
}

async function load(url: string, options: Load): Promise<LoadReport> {
  const report = await sendPayments({ url, rate: 0, users, ...options });
  if (report.byStatus.get(202) !== report.sent)
    throw new Error(`Not every payment was accepted: ${[...report.byStatus].join(' ')}`);
  return report;
}

async function makeUsualWaysPlaces(ground: Ground): Promise<void> {
  const { host, port, user, password } = ground.platform.stack.addresses.mysql;
  const connection = await createConnection({ host, port, user, password });
  await connection.query('CREATE DATABASE IF NOT EXISTS ??', [usualDatabase]);
  await connection.end();
  await ensureTopics(benchKafka(ground), [benchTopic(usualTopic)]);
}

function usualWaysPlaces({ platform }: Ground): Record<string, string> {
  const { kafka, mysql } = platform.stack.addresses;
  return {
    KAFKA_BROKERS: kafka.brokers.join(','),
    TOPIC: usualTopic,
    MYSQL_HOST: mysql.host,
    MYSQL_PORT: String(mysql.port),
    MYSQL_USER: mysql.user,
    MYSQL_PASSWORD: mysql.password,
    MYSQL_DATABASE: usualDatabase,
  };
}
