import { parseArgs } from 'node:util';
import { Compose } from '../compose/compose.ts';
import { startContainers } from '../compose/containers.ts';
import { startPlatform } from '../platform/platform.ts';
import type { RunningPlatform } from '../platform/running-platform.ts';
import { Failure, runCommand } from '../stack/failure.ts';
import { askedToEnd, unlessAskedToEnd } from '../stack/lifetime.ts';
import { terminalProgress } from '../stack/progress.ts';
import type { BrokerCount } from '../stack/stack.ts';
import { describePlatform } from '../start/description.ts';
import { archive } from './archive.ts';
import { balance } from './balance.ts';
import { elevenPayments } from './eleven-payments.ts';
import { letterBox } from './letter-box.ts';
import { lostRegion } from './lost-region.ts';
import { Narrator } from './narrator.ts';
import { report } from './report.ts';
import { onStage } from './stage.ts';

const usage = `npm run demo -- [--once] [--fresh] [--brokers 1|3 | --zookeeper] [--compose | --regions | --confluent]

Starts the whole platform on this machine, without Docker, and plays: a user who pays eleven times, a consumer that goes
away and comes back, decisions that become a report, rows on their way from MySQL through Kafka into S3, and the audit.
Then it stays up until Ctrl-C.
  --once       stop after the audit; exit 0 only if its verdict is good
  --fresh      begin with empty servers
  --brokers    one broker, or three with replication
  --zookeeper  one broker as before KRaft: Kafka 3.9, with its metadata in ZooKeeper
  --compose    in containers: docker compose up --wait, and they stay up
  --regions    in containers, with a broker in each of three regions, of which one is lost
  --confluent  in containers, on Confluent's Kafka with ZooKeeper
Ports: PAYMENTS_API_PORT, LIMIT_CHECK_PORT, NOTIFICATIONS_PORT, CONNECTOR_PORT, CONSOLE_PORT,
  KAFKA_PORT, ZOOKEEPER_PORT, MYSQL_PORT, S3_PORT. Data: PAYMENTS_DATA.
`;

/** By convention: ended by Ctrl-C. */
const interrupted = 130;

await runCommand(async () => {
  const options = readOptions();
  if (options === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  const { once, composeFiles, ...rest } = options;
  const progress = terminalProgress();
  const narrator = new Narrator();
  const ended = askedToEnd();
  const starting: Promise<RunningPlatform> =
    composeFiles === undefined
      ? startPlatform({
          ...rest,
          progress,
          report: (sentence) => narrator.text(`${sentence}\n`),
        })
      : startContainers({ files: composeFiles, fresh: rest.fresh, progress });
  const platform = await unlessAskedToEnd(ended, starting);
  const exitCode = await Promise.race([play(platform, narrator), ended.then(() => interrupted)]);
  if (composeFiles !== undefined) {
    narrator.text(
      describePlatform(
        platform,
        `It stays up; ${new Compose({ files: composeFiles }).command} down stops it.`,
      ),
    );
    return process.exit(exitCode);
  }
  if (!once && exitCode !== interrupted) {
    narrator.text(describePlatform(platform));
    await ended;
  }
  narrator.text('Stopping.\n');
  await platform.stop();
  // What was being played when it was interrupted still waits for servers that are gone.
  return process.exit(exitCode);
});

/** Returns the exit code: 0 if all went as it should and the verdict is good. */
async function play(platform: RunningPlatform, narrator: Narrator): Promise<number> {
  try {
    const verdict = await onStage(platform, narrator, async (stage) => {
      await elevenPayments(stage);
      await letterBox(stage);
      await report(stage);
      if (platform.regions !== undefined) await lostRegion(stage, platform.regions);
      await archive(stage);
      return balance(stage);
    });
    return verdict.good ? 0 : 1;
  } catch (error) {
    const reason = error instanceof Failure ? error.message : ((error as Error).stack ?? String(error));
    narrator.text(
      `\n✗ The demo did not go as it should. ${reason}\n  The logs are in ${platform.stack.logFolder}.\n`,
    );
    return 1;
  }
}

interface Options {
  readonly once: boolean;
  readonly fresh: boolean;
  readonly brokers: BrokerCount;
  readonly zookeeper: boolean;
  /** Undefined: not in containers. */
  readonly composeFiles: readonly string[] | undefined;
}

function readOptions(): 'help' | Options {
  try {
    const { values } = parseArgs({
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        once: { type: 'boolean', default: false },
        fresh: { type: 'boolean', default: false },
        brokers: { type: 'string', default: '1' },
        zookeeper: { type: 'boolean', default: false },
        compose: { type: 'boolean', default: false },
        regions: { type: 'boolean', default: false },
        confluent: { type: 'boolean', default: false },
      },
    });
    if (values.brokers !== '1' && values.brokers !== '3') throw new TypeError('--brokers takes 1 or 3.');
    if (values.zookeeper && values.brokers === '3')
      throw new TypeError('--zookeeper has one broker, and --brokers 3 asks for three.');
    if (values.help) return 'help';
    return {
      once: values.once,
      fresh: values.fresh,
      brokers: values.brokers === '3' ? 3 : 1,
      zookeeper: values.zookeeper,
      composeFiles: composeFilesOf(values),
    };
  } catch (error) {
    throw new Failure(`${(error as Error).message}\n\n${usage}`, { cause: error });
  }
}

function composeFilesOf(
  values: Record<'compose' | 'regions' | 'confluent', boolean>,
): readonly string[] | undefined {
  if (values.regions) return ['compose.yml', 'docker/regions.yml'];
  if (values.confluent) return ['compose.yml', 'docker/confluent.yml'];
  return values.compose ? ['compose.yml'] : undefined;
}
