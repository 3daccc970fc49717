import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from './command.ts';
import { Failure } from './failure.ts';
import type { Step } from './progress.ts';

const suite = 'sid';
const keyring = 'usr/share/keyrings/debian-archive-keyring.gpg';

/** True if this system has the programs that {@link unpackDebianPackage} needs. */
export async function hasApt(): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const [apt, dpkg] = await Promise.all([
    runProgram('apt-get', ['--version']),
    runProgram('dpkg-deb', ['--version']),
  ]);
  return apt.exitCode === 0 && dpkg.exitCode === 0;
}

/**
 * Unpacks a Debian package and everything it depends on into `folder`: nothing is installed, no root is needed. apt keeps
 * its lists in the folder too, so the system's own are left alone; its proxies and certificates are the system's.
 */
export async function unpackDebianPackage(name: string, folder: string, step: Step): Promise<void> {
  const state = join(folder, '.apt');
  const apt = await aptOptions(state, step);
  const run = async (args: string[], doing: string): Promise<void> => {
    step.update(doing);
    const { exitCode, tail } = await runProgram('apt-get', [...apt, ...args], {
      env: { ...process.env, LC_ALL: 'C' },
      onLine: (line) => {
        const fetched = /^Get:(\d+) \S+ \S+ \S+ (\S+)(?: \S+)* \[(.+)\]$/.exec(line);
        if (fetched !== null) step.update(`${doing}: ${fetched[1]}. ${fetched[2]} (${fetched[3]})`);
      },
    });
    if (exitCode !== 0) {
      throw new Failure(
        `apt could not download ${name} from Debian ${suite}. Is there a network? Its last lines were:\n${tail}`,
      );
    }
  };
  await run(['update'], "reading Debian's package lists");
  const install = ['install', '--yes', '--no-install-recommends', '--download-only', name];
  await run(install, `downloading ${name} from Debian`);
  step.update('unpacking');
  const archives = join(state, 'cache', 'archives');
  for (const file of await readdir(archives)) {
    if (file.endsWith('.deb')) await unpack(join(archives, file), folder);
  }
  await rm(state, { recursive: true, force: true });
}

async function aptOptions(state: string, step: Step): Promise<string[]> {
  for (const folder of ['sources', 'preferences', 'lists/partial', 'cache/archives/partial']) {
    await mkdir(join(state, folder), { recursive: true });
  }
  await writeFile(join(state, 'status'), '');
  const signedBy = await findKeyring(state, step);
  const source = `Types: deb\nURIs: ${await mirror()}\nSuites: ${suite}\nComponents: main\nSigned-By: ${signedBy}\n`;
  await writeFile(join(state, 'sources', 'debian.sources'), source);
  const options = {
    'Dir::Etc::SourceList': '/dev/null',
    'Dir::Etc::SourceParts': join(state, 'sources'),
    'Dir::Etc::Preferences': '/dev/null',
    'Dir::Etc::PreferencesParts': join(state, 'preferences'),
    'Dir::State::Lists': join(state, 'lists'),
    'Dir::State::Status': join(state, 'status'),
    'Dir::Cache': join(state, 'cache'),
    'APT::Sandbox::User': '',
    'APT::Update::Post-Invoke': '',
  };
  return Object.entries(options).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
}

/** Debian's keys: the system's, or, where the system is an Ubuntu, from Ubuntu's package of them. */
async function findKeyring(state: string, step: Step): Promise<string> {
  if (existsSync(`/${keyring}`)) return `/${keyring}`;
  step.update("fetching Debian's keys");
  await runProgram('apt-get', ['download', 'debian-archive-keyring'], { cwd: state });
  for (const file of await readdir(state)) if (file.endsWith('.deb')) await unpack(join(state, file), state);
  if (existsSync(join(state, keyring))) return join(state, keyring);
  throw new Failure(
    "Debian's keys are missing. Install them (apt install debian-archive-keyring), or install MySQL 8.4 or newer.",
  );
}

/** The Debian mirror of `PAYMENTS_DEBIAN_MIRROR`, or the one this system is set up with. An Ubuntu is set up with none. */
async function mirror(): Promise<string> {
  const given = process.env['PAYMENTS_DEBIAN_MIRROR'];
  if (given !== undefined && given !== '') return given;
  const folder = '/etc/apt/sources.list.d';
  const files = await readdir(folder).catch(() => []);
  for (const file of ['/etc/apt/sources.list', ...files.map((name) => join(folder, name))]) {
    const text = await readFile(file, 'utf8').catch(() => '');
    const found = /^(?:URIs:\s*|deb\s+(?:\[[^\]]*\]\s+)?)(\S+\/debian\/?)(?=\s|$)/m.exec(text)?.[1];
    if (found !== undefined) return found;
  }
  throw new Failure(
    'This system knows no Debian mirror. Install MySQL 8.4 or newer, use Docker, or set PAYMENTS_DEBIAN_MIRROR to the URL of a mirror.',
  );
}

async function unpack(archive: string, folder: string): Promise<void> {
  const { exitCode, tail } = await runProgram('dpkg-deb', ['-x', archive, folder]);
  if (exitCode !== 0) throw new Failure(`Could not unpack ${archive}: ${tail}`);
}
