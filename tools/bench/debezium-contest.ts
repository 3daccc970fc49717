import { type ContestResult, contest } from './contest.ts';
import type { Figure } from './figure.ts';
import type { Ground } from './ground.ts';
import { debeziumVersion, measureDebezium } from './peers/debezium.ts';

export const debeziumName = `Debezium ${debeziumVersion}`;

type About = Parameters<ContestResult['figure']>[1];

interface Ours {
  readonly name: string;
  /** Rows a second over a backlog of its own. */
  readonly rate: () => Promise<number>;
}

/** Ours beside Debezium's connector as anyone would run it: rows a second from the binlog into Kafka, as after an outage. */
export async function besideDebezium(
  { platform, rounds, say }: Ground,
  { name, rate }: Ours,
  about: About,
): Promise<Figure[]> {
  const { kafka, mysql } = platform.stack.addresses;
  const result = await contest(
    [
      { name, run: async () => ({ rate: await rate() }) },
      {
        name: debeziumName,
        run: async () => ({ rate: await measureDebezium({ brokers: kafka.brokers, mysql }) }),
      },
    ],
    { rounds, onRun: say },
  );
  return [result.figure('rate', about)];
}
