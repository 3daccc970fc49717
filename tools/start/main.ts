import { parseArgs } from 'node:util';
import { startPlatform } from '../platform/platform.ts';
import { Failure, runCommand } from '../stack/failure.ts';
import { askedToEnd, unlessAskedToEnd } from '../stack/lifetime.ts';
import { terminalProgress } from '../stack/progress.ts';
import type { BrokerCount } from '../stack/stack.ts';
import { describePlatform } from './description.ts';

const usage = `npm start -- [--brokers 1|3] [--fresh]

Starts the whole platform on this machine, without Docker, and keeps it until Ctrl-C.
  --brokers  one broker, or three with replication
  --fresh    begin with empty servers
Ports: PAYMENTS_API_PORT, LIMIT_CHECK_PORT, NOTIFICATIONS_PORT, CONNECTOR_PORT, CONSOLE_PORT,
  KAFKA_PORT, MYSQL_PORT, S3_PORT. Data: PAYMENTS_DATA.
`;

await runCommand(async () => {
  const options = readOptions();
  if (options === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  const ended = askedToEnd();
  const platform = await unlessAskedToEnd(
    ended,
    startPlatform({
      ...options,
      progress: terminalProgress(),
      report: (sentence) => process.stdout.write(`${sentence}\n`),
    }),
  );
  process.stdout.write(describePlatform(platform));
  await ended;
  process.stdout.write('Stopping.\n');
  await platform.stop();
  return 0;
});

function readOptions(): 'help' | { readonly fresh: boolean; readonly brokers: BrokerCount } {
  try {
    const { values } = parseArgs({
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        fresh: { type: 'boolean', default: false },
        brokers: { type: 'string', default: '1' },
      },
    });
    if (values.brokers !== '1' && values.brokers !== '3') throw new TypeError('--brokers takes 1 or 3.');
    return values.help ? 'help' : { fresh: values.fresh, brokers: values.brokers === '3' ? 3 : 1 };
  } catch (error) {
    throw new Failure(`${(error as Error).message}\n\n${usage}`, { cause: error });
  }
}
