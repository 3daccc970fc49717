import { join } from 'node:path';
import { spawnTied } from './child.mjs';
import { fail } from './fail.mjs';
import { status } from './status.mjs';

/**
 * Builds the projects that have changed since they were last built.
 * @param {string} root
 */
export async function build(root) {
  const line = status('build');
  line.update('building what has changed');
  const { exitCode, output } = await runNx(root);
  line.end();
  if (exitCode !== 0) fail(`${output.trim()}\n\nThe build has failed.`);
  const [, cached = 0, all = 0] = /Cache:\s+(\d+)\/(\d+) hit/.exec(output) ?? [];
  const built = Number(all) - Number(cached);
  line.done(built === 0 ? 'nothing has changed' : `${built} of ${all} projects built`);
}

/**
 * @param {string} root
 * @returns {Promise<{ exitCode: number, output: string }>}
 */
function runNx(root) {
  const bin = join(root, 'node_modules', '.bin');
  // No daemon stays behind, and the compiler is found without npx.
  const env = {
    ...process.env,
    NX_DAEMON: 'false',
    NX_TUI: 'false',
    NO_COLOR: '1',
    PATH: `${bin}:${process.env['PATH']}`,
  };
  delete env['FORCE_COLOR'];
  return new Promise((resolve) => {
    const nx = spawnTied(join(bin, 'node'), [join(bin, 'nx'), 'run-many', '-t', 'build'], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [nx.stdout, nx.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        output += text;
      });
    }
    nx.once('error', (error) => resolve({ exitCode: 1, output: error.message }));
    nx.once('close', (code) => resolve({ exitCode: code ?? 1, output }));
  });
}
