import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { spawnTied } from './child.mjs';
import { fail } from './fail.mjs';
import { status } from './status.mjs';

/** npm says what is wrong first, and how it may be used after that. */
const mostLines = 10;
const networkTrouble = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network/;

/**
 * Makes node_modules what package-lock.json says; does nothing if it is so already.
 * @param {string} root
 */
export async function install(root) {
  if (isInstalled(root)) return;
  const line = status('packages');
  line.update('installing');
  const { exitCode, said } = await npmInstall(root, (fetched) => {
    line.update(`installing: ${fetched} files fetched, ${line.seconds()} s`);
  });
  line.end();
  if (exitCode !== 0) {
    const why = networkTrouble.test(said) ? 'There seems to be no network.' : 'npm says:';
    fail(`The packages could not be installed. ${why}\n${said}`);
  }
  writeFileSync(stampFile(root), lockHash(root));
  line.done('installed');
}

/**
 * Either this file has installed it, or somebody has with npm, which keeps a list of what it has put into node_modules.
 * @param {string} root
 */
function isInstalled(root) {
  if (!existsSync(join(root, 'node_modules', '.bin', 'node'))) return false;
  if (existsSync(stampFile(root)) && readFileSync(stampFile(root), 'utf8') === lockHash(root)) return true;
  const wanted = readJson(join(root, 'package-lock.json'))?.packages ?? {};
  const there = readJson(join(root, 'node_modules', '.package-lock.json'))?.packages ?? {};
  return Object.entries(wanted).every(([path, { version, optional, link }]) => {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) return true;
    if (there[path] === undefined) return optional === true;
    return link === true || there[path].version === version;
  });
}

/** @param {string} root */
function stampFile(root) {
  return join(root, 'node_modules', '.installed-from');
}

/** @param {string} root */
function lockHash(root) {
  const file = join(root, 'package-lock.json');
  if (!existsSync(file)) fail(`${root} has no package-lock.json; is the checkout complete?`);
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/**
 * @param {string} root
 * @param {(fetched: number) => void} onFetched
 * @returns {Promise<{ exitCode: number, said: string }>}
 */
function npmInstall(root, onFetched) {
  const npmProgram = process.env['npm_execpath'];
  const [command, ...first] = npmProgram?.endsWith('.js') ? [process.execPath, npmProgram] : ['npm'];
  const args = [...first, 'ci', '--no-audit', '--no-fund', '--loglevel=http'];
  return new Promise((resolve) => {
    const npm = spawnTied(command, args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
    const said = [];
    let fetched = 0;
    const timer = setInterval(() => onFetched(fetched), 1_000);
    createInterface({ input: npm.stderr }).on('line', (line) => {
      if (/http (fetch|cache)/.test(line)) {
        fetched += 1;
        onFetched(fetched);
      } else if (line.startsWith('npm error')) {
        if (said.length < mostLines) said.push(line);
      }
    });
    const end = (exitCode) => {
      clearInterval(timer);
      resolve({ exitCode, said: said.join('\n') });
    };
    npm.once('error', () => {
      said.push('npm is not on the PATH.');
      end(1);
    });
    npm.once('close', (code) => end(code ?? 1));
  });
}

/** @param {string} file */
function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
