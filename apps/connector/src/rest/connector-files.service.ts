import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Readiness } from '@payments/service';
import { NotReadyError } from '../worker/connect-cluster.errors.ts';
import type { ConnectorConfigs } from './connector-configs.service.ts';
import { readCreateRequest } from './request-body.ts';

const retryPauseMs = 1_000;

/**
 * Makes the connectors that stand in the files of a folder when the worker starts, or brings them up to date, as if each file were sent
 * with `PUT /connectors/{name}/config`. What is refused is tried again, read anew; until all are in, the worker is not ready.
 */
export class ConnectorFiles implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('ConnectorFiles');
  private readonly stopping = new AbortController();
  private missing: string | undefined = 'not sent yet';
  private sending: Promise<void> | undefined;

  constructor(
    private readonly folder: string,
    private readonly configs: ConnectorConfigs,
    readiness: Readiness,
  ) {
    readiness.add('connector files', () => this.missing);
  }

  onApplicationBootstrap(): void {
    this.sending = this.send();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.sending;
  }

  private async send(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted && this.missing !== undefined) {
      this.missing = await this.trySend();
      if (this.missing !== undefined) await pause(retryPauseMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Why it does not go yet; undefined once every file is in. */
  private async trySend(): Promise<string | undefined> {
    let place = this.folder;
    try {
      const names = (await readdir(this.folder)).filter((name) => name.endsWith('.json')).toSorted();
      for (const file of names) {
        place = join(this.folder, file);
        const { name, config } = readCreateRequest(await readFile(place, 'utf8'));
        await this.configs.put(name, config);
      }
      this.log.log(`All connectors of the folder ${this.folder} are in: ${names.join(', ')}`);
      return undefined;
    } catch (error) {
      const missing = `${place}: ${(error as Error).message}`;
      // Every start begins with not being ready.
      if (missing !== this.missing && !(error instanceof NotReadyError)) this.log.warn(missing);
      return missing;
    }
  }
}
