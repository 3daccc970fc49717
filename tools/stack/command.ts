import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import { guardedEnvironment, startGuard } from './guard.ts';

export interface CommandResult {
  readonly exitCode: number;
  /** The last lines of both outputs, for an error message. */
  readonly tail: string;
}

interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Called with each line as it is written. */
  readonly onLine?: (line: string) => void;
}

const tailLines = 12;

/** Runs a program to its end; it does not outlive this process either. A program that is not there gives exit code 127. */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  startGuard();
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...(options.env ?? process.env), ...guardedEnvironment() },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const tail: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (written) => {
      const line = stripVTControlCharacters(written);
      tail.push(line);
      if (tail.length > tailLines) tail.shift();
      options.onLine?.(line);
    });
  }
  const { promise, resolve } = Promise.withResolvers<number>();
  child.once('error', () => resolve(127));
  child.once('close', (code) => resolve(code ?? 1));
  const exitCode = await promise;
  return { exitCode, tail: tail.join('\n') };
}
