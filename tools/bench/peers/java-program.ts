import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../../stack/command.ts';
import { Failure } from '../../stack/failure.ts';
import { guardPath, releasePath } from '../../stack/guard.ts';
import { ServerProcess } from '../../stack/server-process.ts';

export interface JavaProgram {
  /** The class with `main`, in a file of its name beside this one. */
  readonly name: string;
  /** Folders with the jars it needs. */
  readonly jars: readonly string[];
  /** What it writes once it does its work. */
  readonly readyLine: string;
}

export interface RunningJava {
  stop(): Promise<void>;
}

const sources = fileURLToPath(new URL('.', import.meta.url));
const javaOptions = ['-Xmx1g'];
const readyTimeoutMs = 120_000;

/** Compiles a program of this folder and starts it; stopping it removes what was compiled. */
export async function startJava(
  { name, jars, readyLine }: JavaProgram,
  args: (folder: string) => readonly string[],
): Promise<RunningJava> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-java-'));
  guardPath(folder);
  const remove = async (): Promise<void> => {
    await rm(folder, { recursive: true, force: true });
    releasePath(folder);
  };
  try {
    const classPath = [folder, ...jars.map((jar) => `${jar}/*`)].join(':');
    await compile(join(sources, `${name}.java`), folder, classPath);
    const server = new ServerProcess({
      name,
      command: 'java',
      args: [...javaOptions, '-cp', classPath, name, ...args(folder)],
      logFile: join(folder, `${name}.log`),
      isReady: (log) => log.includes(readyLine),
      readyTimeoutMs,
      stopTimeoutMs: 1_000,
    });
    await server.start();
    return {
      stop: async () => {
        await server.kill();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function compile(source: string, folder: string, classPath: string): Promise<void> {
  const { exitCode, tail } = await runProgram('javac', ['-cp', classPath, '-d', folder, source]);
  if (exitCode === 127)
    throw new Failure(
      'There is no javac on the PATH. Install a JDK (Debian, Ubuntu: openjdk-17-jdk-headless).',
    );
  if (exitCode !== 0) throw new Failure(`${source} could not be compiled:\n${tail}`);
}
