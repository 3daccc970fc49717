import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../stack/command.ts';
import { Failure } from '../stack/failure.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What `docker compose config` says of a service, as far as it is needed. */
interface ServiceConfig {
  readonly image?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly {
    readonly target: number;
    readonly published?: string;
    readonly host_ip?: string;
  }[];
  /** Bytes. */
  readonly mem_limit?: string;
}

export interface ComposeConfig {
  readonly name: string;
  readonly services: Readonly<Record<string, ServiceConfig>>;
}

export interface ComposeOptions {
  /** From the root of the checkout; the first one is compose.yml. */
  readonly files: readonly string[];
  /** Settings beside those of `.env`, and stronger. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs `docker compose` on the files of this checkout. */
export class Compose {
  readonly #files: readonly string[];
  readonly #environment: Readonly<Record<string, string>>;

  constructor({ files, environment = {} }: ComposeOptions) {
    this.#files = files;
    this.#environment = environment;
  }

  /** As it is typed: `docker compose -f … -f …`. */
  get command(): string {
    return this.#files.length === 1 ? 'docker compose' : `docker compose ${this.#fileOptions.join(' ')}`;
  }

  /** @throws Failure with what compose has said, and what to do about it */
  async run(args: readonly string[], onLine?: (line: string) => void): Promise<void> {
    const { exitCode, tail } = await runProgram('docker', ['compose', ...this.#fileOptions, ...args], {
      cwd: root,
      env: this.#env,
      ...(onLine !== undefined && { onLine }),
    });
    if (exitCode !== 0) throw new Failure(wayOut(`${this.command} ${args.join(' ')}`, exitCode, tail));
  }

  /** What a command prints. */
  async output(args: readonly string[]): Promise<string> {
    const child = spawn('docker', ['compose', ...this.#fileOptions, ...args], {
      cwd: root,
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { promise, resolve } = Promise.withResolvers<number>();
    let [output, errors] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    child.once('error', () => resolve(127));
    child.once('close', (code) => resolve(code ?? 1));
    const exitCode = await promise;
    if (exitCode !== 0) throw new Failure(wayOut(`${this.command} ${args.join(' ')}`, exitCode, errors));
    return output;
  }

  /** The files as compose understands them, with the settings of `.env`. */
  async config(): Promise<ComposeConfig> {
    return JSON.parse(await this.output(['config', '--format', 'json'])) as ComposeConfig;
  }

  /** The instances of a service that run, and where each is reached from this machine, `host:port`. */
  async instances(service: string, port: number): Promise<readonly Instance[]> {
    const lines = (await this.output(['ps', '--format', 'json', service])).split('\n').filter(Boolean);
    return lines.flatMap((line) => {
      const { Name: container, Publishers: publishers } = JSON.parse(line) as Listed;
      return publishers
        .filter(({ TargetPort, PublishedPort }) => TargetPort === port && PublishedPort > 0)
        .map(({ URL: host, PublishedPort }) => ({ container, address: `${host}:${PublishedPort}` }));
    });
  }

  get #fileOptions(): readonly string[] {
    return this.#files.flatMap((file) => ['-f', file]);
  }

  get #env(): NodeJS.ProcessEnv {
    return { ...process.env, ...this.#environment };
  }
}

export interface Instance {
  readonly container: string;
  readonly address: string;
}

/** As `docker compose ps` has it. */
interface Listed {
  readonly Name: string;
  readonly Publishers: readonly {
    readonly URL: string;
    readonly TargetPort: number;
    readonly PublishedPort: number;
  }[];
}

/** What went wrong, in compose's words, and what a person can do about it. */
export function wayOut(command: string, exitCode: number, said: string): string {
  if (exitCode === 127)
    return 'There is no docker on the PATH. Install Docker, or run it without: npm run demo.';
  const known = causes.find(({ sign }) => sign.test(said));
  return `${command} has failed:\n${said.trim()}${known === undefined ? '' : `\n\n${known.way}`}`;
}

const causes: readonly { readonly sign: RegExp; readonly way: string }[] = [
  {
    sign: /port is already allocated|address already in use/,
    way: 'A port is in use: stop what listens there, or choose another port in .env (.env.example has their names).',
  },
  {
    sign: /Cannot connect to the Docker daemon/,
    way: 'Docker is installed but does not run: start it, or run the platform without: npm run demo.',
  },
  {
    sign: /is unhealthy|exited \(/,
    way: 'Its log says why: docker compose logs <service>. docs/guides/compose.md has the usual reasons.',
  },
];
