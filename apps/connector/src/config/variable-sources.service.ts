import { open, realpath } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import { readSettings } from '@payments/service';
import { parse } from 'dot-properties';
import { Type } from 'typebox';
import type { Variable } from './variables.ts';

/** What the variables of configurations may reach: whoever may make a connector may read it, and send it anywhere. */
export interface VariableBounds {
  /** Names of environment variables; `*` stands for any letters. */
  readonly names: readonly string[];
  readonly folders: readonly string[];
}

const maxFileBytes = 1024 * 1024;

const settings = Type.Object({
  CONNECTOR_ENV_ALLOWED: Type.String({
    default: 'CONNECTOR_SECRET_*',
    pattern: '^[A-Za-z0-9_*, ]*$',
    description: 'environment variables that configurations may name, separated by commas, * for any letters',
  }),
  CONNECTOR_FILES_ALLOWED: Type.String({
    default: '',
    description: 'folders whose files configurations may name, separated by commas',
  }),
});

/** From the environment of the worker. */
export function variableBounds(environment: NodeJS.ProcessEnv = process.env): VariableBounds {
  const { CONNECTOR_ENV_ALLOWED, CONNECTOR_FILES_ALLOWED } = readSettings(settings, environment);
  return { names: items(CONNECTOR_ENV_ALLOWED), folders: items(CONNECTOR_FILES_ALLOWED) };
}

/** Reads what variables stand for; each file once. */
export class VariableSources {
  private readonly files = new Map<string, Promise<Readonly<Record<string, unknown>>>>();

  constructor(
    private readonly bounds: VariableBounds,
    private readonly environment: NodeJS.ProcessEnv = process.env,
  ) {}

  /** @throws Error whose message goes on after the variable's text */
  async read(variable: Variable): Promise<string> {
    return variable.source === 'env' ? this.fromEnvironment(variable.name) : this.fromFile(variable);
  }

  private fromEnvironment(name: string): string {
    if (!this.bounds.names.some((allowed) => matches(allowed, name)))
      throw new Error(
        `may not be read: CONNECTOR_ENV_ALLOWED of the worker allows ${this.bounds.names.join(', ') || 'none'}`,
      );
    const value = this.environment[name];
    if (value === undefined) throw new Error('is not set in the environment of the worker');
    return value;
  }

  private async fromFile({ path, name }: Variable): Promise<string> {
    let file = this.files.get(path);
    if (file === undefined) this.files.set(path, (file = this.properties(path)));
    const value = (await file)[name];
    if (typeof value !== 'string') throw new Error(`is not there: the file has no ${name}`);
    return value;
  }

  private async properties(path: string): Promise<Readonly<Record<string, unknown>>> {
    if (!(await this.isAllowed(path)))
      throw new Error(
        `may not be read, or is not there: CONNECTOR_FILES_ALLOWED of the worker allows ${this.bounds.folders.join(', ') || 'none'}`,
      );
    return parse(await readBounded(path));
  }

  /** Links are followed first, so that none leads out of the folders. */
  private async isAllowed(path: string): Promise<boolean> {
    if (!isAbsolute(path)) return false;
    const target = await realpath(path).catch(() => undefined);
    if (target === undefined) return false;
    const folders = await Promise.all(
      this.bounds.folders.map((folder) => realpath(folder).catch(() => undefined)),
    );
    return folders.some((folder) => folder !== undefined && isWithin(folder, target));
  }
}

async function readBounded(path: string): Promise<string> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`cannot be read: ${error.code ?? error.message}`, { cause: error });
  });
  try {
    const about = await file.stat();
    if (!about.isFile()) throw new Error('cannot be read: it is no file');
    if (about.size > maxFileBytes)
      throw new Error(`cannot be read: the file is larger than ${maxFileBytes} bytes`);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !way.startsWith('..') && !isAbsolute(way);
}

function matches(allowed: string, name: string): boolean {
  const pattern = allowed.split('*').map((part) => part.replaceAll(/[^A-Za-z0-9_]/g, ''));
  return new RegExp(`^${pattern.join('.*')}$`).test(name);
}

function items(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
