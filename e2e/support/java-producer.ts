import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { installKafka } from '../../tools/stack/kafka.ts';
import { silentProgress } from '../../tools/stack/progress.ts';

export interface JavaRecords {
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly compression: 'gzip' | 'snappy' | 'lz4' | 'zstd';
  /** Keys and values of one line each, without tabs; few enough for one batch. */
  readonly records: readonly { readonly key: string; readonly value: string }[];
}

const quickStart = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx128m'];

/** Writes records with Kafka's own producer, as somebody else's program does who compresses as they like. */
export async function produceWithJava({ brokers, topic, compression, records }: JavaRecords): Promise<void> {
  const jars = await installKafka(silentProgress.step('Kafka'));
  const program = ['-cp', `${jars}/*`, 'org.apache.kafka.tools.ConsoleProducer'];
  const where = ['--bootstrap-server', brokers.join(','), '--topic', topic];
  const how = ['--compression-codec', compression, '--reader-property', 'parse.key=true'];
  const producer = spawn('java', [...quickStart, ...program, ...where, ...how], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let complaints = '';
  producer.stderr.on('data', (chunk) => (complaints += String(chunk)));
  producer.stdin.end(records.map(({ key, value }) => `${key}\t${value}\n`).join(''));
  const [code] = (await once(producer, 'close')) as [number | null];
  if (code !== 0) throw new Error(`Kafka's producer ended with ${code}: ${complaints}`);
}
