import { parseArgs } from 'node:util';
import { ObjectStore, ObjectStoreError } from '@payments/archive';
import { connectKafka } from '@payments/kafka';
import { Failure, runCommand } from '../stack/failure.ts';
import { portFrom } from '../stack/ports.ts';
import { terminalProgress } from '../stack/progress.ts';
import { s3Account } from '../stack/s3.ts';
import { restore, type RestoreOptions } from './restore.ts';

const usage = `npm run restore -- --topic TOPIC --to TOPIC [--bucket BUCKET] [--folder FOLDER] [--partial] [--append]

Brings an archived topic back from S3: keys, values, headers, times and partitions, in their order, each record once.
Started again, it goes on where it was.
  --topic    the topic that was archived
  --to       the topic to bring it back into; it is made if it is missing
  --bucket   where it is archived (${s3Account.bucket})
  --folder   the connector's topics.dir (topics)
  --partial  restore what is there, though something is missing
  --append   add to a topic that has other records already
Where: KAFKA_BROKERS (or KAFKA_PORT), S3_ENDPOINT (or S3_PORT), AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY;
S3_ENDPOINT=aws is Amazon's.
`;

await runCommand(async () => {
  const options = readOptions();
  if (options === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  const step = terminalProgress().step('restore');
  try {
    const { records, before, lost } = await restore({
      ...options,
      onProgress: (restored, all) => step.update(`${number(restored)} of ${number(all)} records`),
    });
    const already = before === 0 ? '' : `; ${number(before)} were there already`;
    step.done(`${number(records)} records of ${options.topic} brought back into ${options.to}${already}`);
    for (const sentence of lost) process.stdout.write(`${sentence}\n`);
    return 0;
  } catch (error) {
    step.fail();
    throw explained(error, options);
  } finally {
    options.store.close();
  }
});

function number(value: number): string {
  return value.toLocaleString('en');
}

function readOptions(): 'help' | RestoreOptions {
  try {
    const { values } = parseArgs({
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        topic: { type: 'string' },
        to: { type: 'string' },
        bucket: { type: 'string', default: s3Account.bucket },
        folder: { type: 'string', default: 'topics' },
        partial: { type: 'boolean', default: false },
        append: { type: 'boolean', default: false },
      },
    });
    if (values.help) return 'help';
    const { topic, to, bucket, folder: topicsFolder, partial: isPartial, append: isAppending } = values;
    if (topic === undefined) throw new TypeError('Say which topic was archived: --topic.');
    if (to === undefined) throw new TypeError('Say which topic to bring it back into: --to.');
    return {
      topic,
      to,
      topicsFolder,
      isPartial,
      isAppending,
      store: storeFrom(bucket),
      connection: kafkaFrom(),
    };
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`${(error as Error).message}\n\n${usage}`, { cause: error });
  }
}

/** The demo's account, unless it is told another. */
function storeFrom(bucket: string): ObjectStore {
  const {
    S3_ENDPOINT: given,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: id,
    AWS_SECRET_ACCESS_KEY: secret,
  } = process.env;
  const isAmazon = given === 'aws';
  const endpoint = given ?? `http://127.0.0.1:${portFrom(process.env, 'S3_PORT', 9000)}`;
  const demo = { accessKeyId: s3Account.accessKeyId, secretAccessKey: s3Account.secretAccessKey };
  const credentials =
    id !== undefined && secret !== undefined ? { accessKeyId: id, secretAccessKey: secret } : undefined;
  return new ObjectStore({
    bucket,
    retryForMs: 20_000,
    ...(region !== undefined && { region }),
    ...(isAmazon ? { credentials, isPathStyle: false } : { endpoint, credentials: credentials ?? demo }),
  });
}

function kafkaFrom(): RestoreOptions['connection'] {
  const brokers = process.env['KAFKA_BROKERS'] ?? `127.0.0.1:${portFrom(process.env, 'KAFKA_PORT', 9092)}`;
  const quiet = { log: () => undefined, warn: () => undefined, error: () => undefined };
  return connectKafka({ brokers: brokers.split(','), clientId: 'restore', log: quiet });
}

function explained(error: unknown, { connection }: RestoreOptions): unknown {
  if (error instanceof ObjectStoreError) return new Failure(error.message, { cause: error });
  const { name, message } = error as Error;
  if (name === 'TransactionFailedError' || name === 'ProducerFencedError')
    return new Failure(`${message} Start it again: it goes on where it was.`, { cause: error });
  if (!name.startsWith('KafkaJS')) return error;
  const where = connection.brokers.join(', ');
  return new Failure(`Kafka at ${where} does not answer (${message}). KAFKA_BROKERS says where it is.`, {
    cause: error,
  });
}
