import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';
import { Compose } from '../tools/compose/compose.ts';
import { ContainerJourney, containerEnvironment } from './support/container-journey.ts';
import { playPage } from './support/play-page.ts';
import { Shell } from './support/shell.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = ['compose.yml'];

let environment: Record<string, string>;
let shell: Shell;
beforeAll(async () => {
  environment = await containerEnvironment();
  await ContainerJourney.start(files, environment);
  const path = `${dirname(process.execPath)}:${process.env['PATH']}`;
  shell = new Shell(root, { ...process.env, ...environment, PATH: path });
});
afterAll(async () => {
  await shell?.end();
  await new Compose({ files, environment }).run(['down', '--volumes']);
});

/** The page has the usual ports; and a command must not read what is typed next. */
function onThisPlatform(command: string): string {
  const ports = { 3000: 'PAYMENTS_API_PORT', 3002: 'NOTIFICATIONS_PORT', 8083: 'CONNECTOR_PORT' };
  const moved = Object.entries(ports).reduce(
    (text, [port, variable]) => text.replaceAll(`127.0.0.1:${port}`, `127.0.0.1:${environment[variable]}`),
    command,
  );
  return `{\n${moved}\n} </dev/null`;
}

playPage(join(root, 'docs', 'guides', 'kafka-tour.md'), (command) => shell.run(onThisPlatform(command)));
