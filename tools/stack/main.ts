import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Failure, runCommand } from './failure.ts';
import { askedToEnd, unlessAskedToEnd } from './lifetime.ts';
import { terminalProgress } from './progress.ts';
import { configuredPorts } from './stack-ports.ts';
import { type BrokerCount, startStack } from './stack.ts';

const usage = `node tools/stack/main.ts [--brokers 1|3] [--fresh] [--data FOLDER] [--addresses FILE]

Starts Kafka, MySQL and S3 on this machine and keeps them until Ctrl-C.
  --brokers    one broker, or three with replication
  --fresh      begin with empty servers
  --data       keep the data there (or PAYMENTS_DATA)
  --addresses  write the addresses as JSON to that file, the form the tests take in TEST_STACK
Ports: KAFKA_PORT (9092), MYSQL_PORT (3306), S3_PORT (9000).
`;

await runCommand(async () => {
  const options = readOptions();
  if (options.help) {
    process.stdout.write(usage);
    return 0;
  }
  const ended = askedToEnd();
  const stack = await unlessAskedToEnd(
    ended,
    startStack({
      brokers: options.brokers,
      ports: configuredPorts(),
      data: options.data === undefined ? 'user' : { folder: options.data },
      fresh: options.fresh,
      progress: terminalProgress(),
    }),
  );
  const json = JSON.stringify(stack.addresses);
  if (options.addresses !== undefined) await writeFile(options.addresses, json);
  process.stdout.write(
    `Kafka  ${stack.kafka.brokers.join(' ')}\nMySQL  ${stack.mysql.host}:${stack.mysql.port} (root, ${stack.mysql.password})\n` +
      `S3     ${stack.s3.endpoint} (${stack.s3.accessKeyId}, ${stack.s3.secretAccessKey})\nlogs   ${stack.logFolder}\nCtrl-C stops them.\n`,
  );
  await ended;
  await stack.stop();
  return 0;
});

interface Options {
  readonly help: boolean;
  readonly fresh: boolean;
  readonly brokers: BrokerCount;
  readonly data: string | undefined;
  readonly addresses: string | undefined;
}

function readOptions(): Options {
  try {
    const { values } = parseArgs({
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        fresh: { type: 'boolean', default: false },
        brokers: { type: 'string', default: '1' },
        data: { type: 'string' },
        addresses: { type: 'string' },
      },
    });
    if (values.brokers !== '1' && values.brokers !== '3') throw new TypeError('--brokers takes 1 or 3.');
    return {
      ...values,
      brokers: values.brokers === '3' ? 3 : 1,
      data: values.data,
      addresses: values.addresses,
    };
  } catch (error) {
    throw new Failure(`${(error as Error).message}\n\n${usage}`, { cause: error });
  }
}
