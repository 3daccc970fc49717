import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';
import { Journey } from './support/journey.ts';
import { playPage } from './support/play-page.ts';
import { Shell } from './support/shell.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

let journey: Journey;
let shell: Shell;
beforeAll(async () => {
  journey = await Journey.start({ without: ['console'] });
  shell = new Shell(root, environmentOf(journey));
  // Other platforms may run on this machine: the page means this one's.
  await shell.run(`pgrep() { echo ${journey.platform.service('notifications').pids[0]}; }`);
});
afterAll(async () => {
  await shell?.end();
  await journey?.end();
});

const portOf = (address: string): string => address.slice(address.lastIndexOf(':') + 1);

function environmentOf({ platform }: Journey): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
    PAYMENTS_API_PORT: portOf(platform.service('payments-api').url),
    KAFKA_PORT: portOf(platform.stack.kafka.brokers[0] ?? ''),
    MYSQL_PORT: String(platform.stack.mysql.port),
    S3_PORT: portOf(platform.stack.s3.endpoint),
  };
}

/** The page has the usual ports. */
function onThisPlatform(command: string): string {
  const { PAYMENTS_API_PORT: api, KAFKA_PORT: kafka, S3_PORT: s3 } = environmentOf(journey);
  return command
    .replaceAll('127.0.0.1:3000', `127.0.0.1:${api}`)
    .replaceAll('127.0.0.1:3002', `127.0.0.1:${portOf(journey.platform.service('notifications').url)}`)
    .replaceAll('127.0.0.1:8083', `127.0.0.1:${portOf(journey.platform.service('connector').url)}`)
    .replaceAll('127.0.0.1:9000', `127.0.0.1:${s3}`)
    .replace(/ARCHIVE="[^"]*one-broker/, `ARCHIVE="${journey.platform.stack.dataFolder}`)
    .replaceAll('127.0.0.1:9092', `127.0.0.1:${kafka}`);
}

playPage(join(root, 'docs', 'guides', 'tour.md'), (command) => shell.run(onThisPlatform(command)));
