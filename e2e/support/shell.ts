import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';

export interface ShellAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A shell that is typed into: what one command defines, the next one knows. */
export class Shell {
  readonly #process: ChildProcessWithoutNullStreams;
  #stdout = '';
  #stderr = '';
  #wake: () => void = () => undefined;
  #hasEnded = false;

  constructor(folder: string, environment: NodeJS.ProcessEnv) {
    this.#process = spawn('bash', ['--noprofile', '--norc'], { cwd: folder, env: environment });
    this.#process.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
      this.#wake();
    });
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    this.#process.once('exit', () => {
      this.#hasEnded = true;
      this.#wake();
    });
  }

  /** Runs commands to their end. Rejects if the shell ends over them. */
  async run(commands: string): Promise<ShellAnswer> {
    [this.#stdout, this.#stderr] = ['', ''];
    const mark = randomUUID();
    const end = new RegExp(`${mark} (\\d+)\\n$`);
    this.#process.stdin.write(`${commands}\necho "${mark} $?"\n`);
    for (;;) {
      const found = end.exec(this.#stdout);
      if (found !== null) {
        // A terminal shows no carriage returns.
        const stdout = this.#stdout.slice(0, found.index).replaceAll('\r\n', '\n');
        return { exitCode: Number(found[1]), stdout, stderr: this.#stderr };
      }
      if (this.#hasEnded) throw new Error(`The shell has ended: ${this.#stderr}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async end(): Promise<void> {
    if (this.#hasEnded) return;
    this.#process.stdin.end();
    await once(this.#process, 'exit');
  }
}
