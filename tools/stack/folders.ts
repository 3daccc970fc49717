import { homedir } from 'node:os';
import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { Failure } from './failure.ts';

const projectFolder = 'payments-on-kafka';

/** Where downloads are kept: `PAYMENTS_CACHE`, or the user's cache folder. */
export function cacheFolder(): string {
  return (
    process.env['PAYMENTS_CACHE'] ??
    join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), projectFolder)
  );
}

/** Where the servers keep their data between runs: `PAYMENTS_DATA`, or the user's data folder. */
export function dataFolder(): string {
  return (
    process.env['PAYMENTS_DATA'] ??
    join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), projectFolder)
  );
}

/** Makes a folder, with an error that names the variable which moves it elsewhere. */
export async function makeFolder(folder: string, variable: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true });
    return folder;
  } catch (cause) {
    throw unwritable(folder, variable, cause);
  }
}

export function unwritable(folder: string, variable: string, cause: unknown): Failure {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Failure(`Cannot write to ${folder} (${reason}). Set ${variable} to a folder you may write to.`, {
    cause,
  });
}
