import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, statSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from './failure.ts';
import { guardedEnvironment, guardProcess, releaseProcess, startGuard } from './guard.ts';

export interface ServerDefinition {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly workingFolder?: string;
  readonly logFile: string;
  /** Asked again and again until it says yes; `log` is what the server has written since it was started. */
  readonly isReady: (log: string) => boolean | Promise<boolean>;
  readonly readyTimeoutMs: number;
  /** How long it may take to end by itself before it is killed. */
  readonly stopTimeoutMs: number;
}

const readyPollMs = 100;
const errorTailLines = 15;
const largestLogBytes = 20 * 1024 * 1024;

/** A server that can be started, hurt and started again, on the same data and port. */
export class ServerProcess {
  readonly name: string;
  readonly logFile: string;
  readonly #definition: ServerDefinition;
  #child: ChildProcess | undefined;
  #exited: Promise<void> = Promise.resolve();
  #exitListener: ((description: string) => void) | undefined;
  #endExpected = false;

  constructor(definition: ServerDefinition) {
    this.name = definition.name;
    this.logFile = definition.logFile;
    this.#definition = definition;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get isRunning(): boolean {
    return this.#child !== undefined;
  }

  /** Called when the process ends and nobody here asked it to. */
  onUnexpectedExit(listener: (description: string) => void): void {
    this.#exitListener = listener;
  }

  /** Resolves when the server answers; throws a {@link Failure} with its last lines if it ends or takes too long. */
  async start(): Promise<void> {
    if (this.isRunning) return;
    await this.#rotateLog();
    const logStart = this.#spawn();
    const deadline = Date.now() + this.#definition.readyTimeoutMs;
    while (this.isRunning && Date.now() < deadline) {
      if (await this.#definition.isReady(await this.#logSince(logStart))) return;
      await pause(readyPollMs);
    }
    const reason = this.isRunning
      ? `was not ready after ${this.#definition.readyTimeoutMs / 1000} s`
      : 'ended';
    await this.kill('SIGKILL');
    const tail = (await this.#logSince(logStart)).trimEnd().split('\n').slice(-errorTailLines).join('\n');
    throw new Failure(`${this.name} ${reason}. Its log is ${this.logFile}, the last lines are:\n${tail}`);
  }

  /** Sends the signal; resolves once the process has ended if the signal ends processes, at once for SIGSTOP and SIGCONT. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const ends = signal !== 'SIGSTOP' && signal !== 'SIGCONT';
    if (ends) this.#endExpected = true;
    this.#signal(signal);
    if (ends) await this.#exited;
  }

  /** Asks it to end, kills it if it does not, and waits until it is gone. */
  async stop(): Promise<void> {
    if (!this.isRunning) return;
    this.#endExpected = true;
    this.#signal('SIGTERM');
    this.#signal('SIGCONT');
    const ended = await Promise.race([
      this.#exited.then(() => true),
      pause(this.#definition.stopTimeoutMs, false, { ref: false }),
    ]);
    if (!ended) await this.kill('SIGKILL');
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Returns where in the log this run begins. */
  #spawn(): number {
    const { command, args, env, workingFolder } = this.#definition;
    startGuard();
    const log = openSync(this.logFile, 'a');
    const logStart = statSync(this.logFile).size;
    this.#endExpected = false;
    const child = spawn(command, args, {
      cwd: workingFolder,
      env: { ...process.env, ...env, ...guardedEnvironment() },
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    if (child.pid !== undefined) guardProcess(child.pid);
    this.#child = child;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#exited = promise;
    const ended = (description: string): void => {
      if (this.#child !== child) return;
      this.#child = undefined;
      if (child.pid !== undefined) releaseProcess(child.pid);
      resolve();
      if (!this.#endExpected) this.#exitListener?.(description);
    };
    child.once('error', (error) => ended(error.message));
    child.once('exit', (code, signal) => ended(signal === null ? `exit code ${code}` : signal));
    return logStart;
  }

  #signal(signal: NodeJS.Signals): void {
    try {
      this.#child?.kill(signal);
    } catch {
      // It has ended meanwhile.
    }
  }

  async #logSince(start: number): Promise<string> {
    const file = await open(this.logFile, 'r');
    try {
      const { size } = await file.stat();
      const { buffer } = await file.read(Buffer.alloc(Math.max(0, size - start)), 0, null, start);
      return buffer.toString('utf8');
    } finally {
      await file.close();
    }
  }

  async #rotateLog(): Promise<void> {
    await mkdir(dirname(this.logFile), { recursive: true });
    const size = statSync(this.logFile, { throwIfNoEntry: false })?.size ?? 0;
    if (size > largestLogBytes) await rename(this.logFile, `${this.logFile}.1`);
  }
}
