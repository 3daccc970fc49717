import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../stack/folders.ts';
import { freePort } from '../stack/ports.ts';
import { ServerProcess } from '../stack/server-process.ts';
import { keepRunning } from './restarts.ts';
import {
  type PlatformPlaces,
  serviceEnvironment,
  type ServiceName,
  type ServiceTopology,
} from './topology.ts';

const apps = fileURLToPath(new URL('../../apps', import.meta.url));
const readyTimeoutMs = 180_000;
/** What V8 has made of thousands of files is kept for the next start, which takes a tenth less. */
const compiledCode = { NODE_COMPILE_CACHE: join(cacheFolder(), 'compiled') };
/** Longer than a service gives itself. */
const stopTimeoutMs = 25_000;
const probeTimeoutMs = 2_000;

export interface ServiceOptions {
  readonly topology: ServiceTopology;
  /** Of the first instance; further ones take free ports. */
  readonly port: number;
  readonly places: PlatformPlaces;
  readonly logFolder: string;
  /** Added to the service's environment. */
  readonly settings: Readonly<Record<string, string>>;
  readonly report: (sentence: string) => void;
}

interface Instance {
  readonly process: ServerProcess;
  readonly url: string;
  readonly leaveOff: () => void;
}

/**
 * One service with one instance or more. Methods act on all instances unless they are given the number of one, from 0.
 * An instance that crashes is started again; one that is killed here stays away until it is started here.
 */
export class Service {
  readonly name: ServiceName;
  readonly #options: ServiceOptions;
  readonly #instances: Instance[];

  constructor(options: ServiceOptions) {
    this.name = options.topology.name;
    this.#options = options;
    this.#instances = [this.#instance(0, options.port)];
  }

  /** Base URL of the first instance. */
  get url(): string {
    return this.urls[0] ?? '';
  }

  get urls(): readonly string[] {
    return this.#instances.map(({ url }) => url);
  }

  get logFiles(): readonly string[] {
    return this.#instances.map(({ process }) => process.logFile);
  }

  get pids(): readonly (number | undefined)[] {
    return this.#instances.map(({ process }) => process.pid);
  }

  /** Resolves when what was started answers that it is ready. */
  async start(instance?: number): Promise<void> {
    await Promise.all(this.#chosen(instance).map(({ process }) => process.start()));
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL', instance?: number): Promise<void> {
    await Promise.all(this.#chosen(instance).map(({ process }) => process.kill(signal)));
  }

  /** Stops it in its tracks (SIGSTOP); it keeps its connections, and nobody is told. */
  pause(instance?: number): Promise<void> {
    return this.kill('SIGSTOP', instance);
  }

  continue(instance?: number): Promise<void> {
    return this.kill('SIGCONT', instance);
  }

  /** Asks it to end in good order, and waits. */
  async stop(instance?: number): Promise<void> {
    await Promise.all(this.#chosen(instance).map(({ process }) => process.stop()));
  }

  async restart(instance?: number): Promise<void> {
    await Promise.all(this.#chosen(instance).map(({ process }) => process.restart()));
  }

  /** Starts instances until there are `count`, or stops the last ones. */
  async scale(count: number): Promise<void> {
    while (this.#instances.length < count) {
      this.#instances.push(this.#instance(this.#instances.length, await freePort()));
    }
    const surplus = this.#instances.splice(count);
    for (const { leaveOff } of surplus) leaveOff();
    await Promise.all(surplus.map(({ process }) => process.stop()));
    await this.start();
  }

  /** Nothing is started again any more. */
  leaveOff(): void {
    for (const { leaveOff } of this.#instances) leaveOff();
  }

  #chosen(index: number | undefined): readonly Instance[] {
    if (index === undefined) return this.#instances;
    const instance = this.#instances[index];
    if (instance === undefined) throw new RangeError(`${this.name} has no instance ${index}.`);
    return [instance];
  }

  #instance(index: number, port: number): Instance {
    const { topology, places, logFolder, settings, report } = this.#options;
    const name = index === 0 ? topology.name : `${topology.name} ${index + 1}`;
    const url = `http://127.0.0.1:${port}`;
    const server = new ServerProcess({
      name,
      command: process.execPath,
      args: ['--enable-source-maps', join(apps, topology.name, 'dist', 'main.js')],
      env: { ...compiledCode, ...serviceEnvironment(topology, port, places), ...settings },
      logFile: join(logFolder, `${name.replaceAll(' ', '-')}.log`),
      isReady: () => isReady(url),
      readyTimeoutMs,
      stopTimeoutMs,
    });
    return { process: server, url, leaveOff: keepRunning(server, report) };
  }
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(probeTimeoutMs) }).then(
    async (response) => {
      await response.body?.cancel();
      return response.ok;
    },
    () => false,
  );
}
