import { glob, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runProgram } from './command.ts';
import { hasApt, unpackDebianPackage } from './debian-packages.ts';
import { Failure } from './failure.ts';
import { install } from './installation.ts';
import type { Step } from './progress.ts';

/** How to run mysqld: the command, and the arguments that come before all others. */
export interface MysqldProgram {
  readonly command: string;
  readonly args: readonly string[];
  /** As the program says it. */
  readonly version: string;
  /** Options that say where its files are. */
  readonly options: readonly string[];
}

const debianPackage = 'mysql-server-core';
const oldestVersion = [8, 4] as const;

/** `mysqld` on the PATH if it is new enough, else Debian's, unpacked into the cache. */
export async function findMysqld(step: Step): Promise<MysqldProgram> {
  const { exitCode, tail } = await runProgram('mysqld', ['--no-defaults', '--version']);
  if (exitCode === 0 && isNewEnough(tail)) {
    return { command: 'mysqld', args: ['--no-defaults'], options: [], version: tail };
  }
  if (!(await hasApt())) {
    throw new Failure(
      `MySQL ${oldestVersion.join('.')} or newer is needed${exitCode === 0 ? `, and mysqld on the PATH is ${tail.trim()}` : ''}. ` +
        'Install MySQL so that mysqld is on the PATH (macOS: brew install mysql), or run the platform with Docker.',
    );
  }
  const folder = await install(`${debianPackage}-${process.arch}`, async (target) => {
    await unpackDebianPackage(debianPackage, target, step);
    await removeWhatNobodyReads(target);
  });
  return unpackedMysqld(folder);
}

function isNewEnough(versionLine: string): boolean {
  const [, major, minor] = /Ver (\d+)\.(\d+)/.exec(versionLine) ?? [];
  if (versionLine.includes('MariaDB') || major === undefined) return false;
  return Number(major) * 100 + Number(minor) >= oldestVersion[0] * 100 + oldestVersion[1];
}

/** Debian's program needs libraries newer than the system's: it runs on the loader and the libraries it came with. */
async function unpackedMysqld(folder: string): Promise<MysqldProgram> {
  const loader = await firstMatch(folder, 'usr/lib/*/ld-linux*.so.*');
  return {
    command: loader,
    args: ['--library-path', dirname(loader), join(folder, 'usr/sbin/mysqld'), '--no-defaults'],
    version: folder,
    options: [
      `--basedir=${join(folder, 'usr')}`,
      `--lc-messages-dir=${join(folder, 'usr/share/mysql')}`,
      `--character-sets-dir=${join(folder, 'usr/share/mysql/charsets')}`,
      `--plugin-dir=${join(folder, 'usr/lib/mysql/plugin')}`,
    ],
  };
}

async function firstMatch(folder: string, pattern: string): Promise<string> {
  for await (const match of glob(pattern, { cwd: folder })) return join(folder, match);
  throw new Failure(`${folder} is damaged: it has no ${pattern}. Remove it, and it is downloaded again.`);
}

async function removeWhatNobodyReads(folder: string): Promise<void> {
  for (const part of ['usr/share/doc', 'usr/share/man', 'usr/share/perl', 'usr/share/locale', 'usr/bin']) {
    await rm(join(folder, part), { recursive: true, force: true });
  }
}
