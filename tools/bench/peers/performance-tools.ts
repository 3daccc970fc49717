import { runProgram } from '../../stack/command.ts';
import { Failure } from '../../stack/failure.ts';

export interface ToolPlace {
  /** The folder with Kafka's jars. */
  readonly jars: string;
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly records: number;
}

/** Java compiles itself while it runs. */
const warmUpRecords = '200000';

/** Records a second, as Kafka's own producer reports them at its end. @param payloads a file of values, a line each */
export async function producerPerformance(place: ToolPlace, payloads: string): Promise<number> {
  const { topic, records } = place;
  const what = ['--topic', topic, '--num-records', String(records), '--payload-file', payloads];
  const how = ['--throughput', '-1', '--command-property', 'acks=all', '--warmup-records', warmUpRecords];
  const lines = await runTool(place, 'org.apache.kafka.tools.ProducerPerformance', [...what, ...how]);
  return numberIn(lines, /^\d+ steady state records sent, ([\d.]+) records\/sec/);
}

/** Records a second, without the time that joining the group takes. */
export async function consumerPerformance(place: ToolPlace): Promise<number> {
  const what = ['--topic', place.topic, '--num-records', String(place.records), '--hide-header'];
  const lines = await runTool(place, 'org.apache.kafka.tools.ConsumerPerformance', what);
  // Start, end, MB, MB/s, records, records/s, rebalance, fetch time, MB/s and records/s of the fetch time.
  return numberIn(lines, /^\d{4}-.*, ([\d.]+)$/);
}

async function runTool(
  { jars, brokers }: ToolPlace,
  program: string,
  args: readonly string[],
): Promise<string[]> {
  const lines: string[] = [];
  const command = ['-Xmx1g', '-cp', `${jars}/*`, program, '--bootstrap-server', brokers.join(',')];
  const { exitCode, tail } = await runProgram('java', [...command, ...args], {
    onLine: (line) => lines.push(line),
  });
  if (exitCode !== 0) throw new Failure(`${program} failed:\n${tail}`);
  return lines;
}

/** Of the last line that says it: those before are of parts of the run. */
function numberIn(lines: readonly string[], pattern: RegExp): number {
  const found = lines.flatMap((line) => pattern.exec(line)?.[1] ?? []).at(-1);
  if (found === undefined) throw new Failure(`There is no rate in:\n${lines.slice(-3).join('\n')}`);
  return Number(found);
}
