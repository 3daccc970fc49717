import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';

const parentPollMs = 500;
/** The task reads this file descriptor; it ends when this process is gone, however that came. */
const lifeline = 3;

/**
 * Runs a program on the project's own Node, passes signals on and returns its exit code.
 * @param {string} root
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<number>}
 */
export function launch(root, program, args) {
  const bin = join(root, 'node_modules', '.bin');
  const child = spawn(join(bin, 'node'), [program, ...args], {
    cwd: root,
    env: {
      ...process.env,
      PATH: `${bin}:${process.env['PATH']}`,
      // Node keeps what it has compiled, for every program that is started from here: a service starts a sixth sooner.
      NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compiled'),
      PAYMENTS_LIFELINE: `${process.pid}:${lifeline}`,
    },
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  endWithNpm(() => child.kill('SIGTERM'));
  return new Promise((resolve) => {
    child.once('error', (error) => {
      process.stderr.write(`${program} could not be started: ${error.message}\n`);
      resolve(1);
    });
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

/**
 * npm passes on the signals it can; when it is killed, this process gets another parent.
 * @param {() => void} end
 */
function endWithNpm(end) {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    end();
  }, parentPollMs);
  timer.unref();
}
