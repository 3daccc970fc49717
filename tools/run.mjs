// What `npm run …` calls. Plain JavaScript without dependencies: it runs on any Node from 20, before anything is
// installed. It installs what the lock file asks for, builds what has changed and hands over to tools/<task>/main.ts on
// the project's own Node.
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './run/build.mjs';
import { fail } from './run/fail.mjs';
import { install } from './run/install.mjs';
import { launch } from './run/launch.mjs';

const oldestNode = 20;
const tools = dirname(fileURLToPath(import.meta.url));
const root = dirname(tools);
const [task = '', ...args] = process.argv.slice(2);

const tasks = ['build', ...readdirSync(tools).filter((name) => existsSync(join(tools, name, 'main.ts')))];
if (process.platform === 'win32') fail('Windows is not supported. Use WSL, or run the platform with Docker.');
if (Number.parseInt(process.versions.node, 10) < oldestNode) {
  fail(`Node ${oldestNode} or newer is needed; this is Node ${process.versions.node}.`);
}
if (!tasks.includes(task)) fail(`There is no task "${task}". The tasks are: ${tasks.join(', ')}.`);

await install(root);
await build(root);
if (task !== 'build') process.exitCode = await launch(root, join(tools, task, 'main.ts'), args);
