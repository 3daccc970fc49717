import { join } from 'node:path';
import { installKafka, kafkaVersion } from '../../stack/kafka.ts';
import { installJars } from '../../stack/maven.ts';
import { silentProgress } from '../../stack/progress.ts';
import { type RunningJava, startJava } from './java-program.ts';

export interface StreamsTopics {
  readonly input: string;
  readonly decided: string;
  readonly exceeded: string;
}

export interface StreamsOptions {
  readonly brokers: readonly string[];
  /** Its consumer group, and what its changelog's name begins with. */
  readonly application: string;
  readonly topics: StreamsTopics;
  readonly limitPerDay: number;
}

const step = silentProgress.step('Kafka Streams');

/** The same rule as limit-check's, by Kafka's own library for it. */
export async function startStreamsLimitCheck(options: StreamsOptions): Promise<RunningJava> {
  const { brokers, application, topics, limitPerDay } = options;
  const streams = await installJars(
    `kafka-streams-${kafkaVersion}`,
    [`org.apache.kafka:kafka-streams:${kafkaVersion}`],
    step,
  );
  const { input, decided, exceeded } = topics;
  return startJava(
    { name: 'LimitCheck', jars: [streams, await installKafka(step)], readyLine: 'RUNNING' },
    (folder) => [
      brokers.join(','),
      application,
      input,
      decided,
      exceeded,
      String(limitPerDay),
      join(folder, 'state'),
    ],
  );
}
