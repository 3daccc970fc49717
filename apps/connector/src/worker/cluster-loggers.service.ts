import { Injectable } from '@nestjs/common';
import { Clock, logLevels, type NamedLogLevel, processLogLevels } from '@payments/service';
import { ClusterState } from '../state/cluster-state.service.ts';
import { configRecord } from '../state/config-records.ts';
import { ConfigWriter } from '../state/config-writer.service.ts';

/** Turns the logs of all workers up or down, those that live now: one that starts later begins as it is configured. */
@Injectable()
export class ClusterLoggers {
  constructor(
    state: ClusterState,
    private readonly writer: ConfigWriter,
    clock: Clock,
  ) {
    state.listen({
      configsChanged: (changes) => {
        for (const change of changes) {
          if (change.kind !== 'logger') continue;
          const level = logLevels.find((each) => each === change.level);
          if (level !== undefined) processLogLevels.set(change.name, level, clock.now());
        }
      },
      statusesChanged: () => undefined,
    });
  }

  /** Every worker has heard of it a moment after this resolves; this one by then. */
  async set(logger: string, level: NamedLogLevel): Promise<void> {
    await this.writer.write(() => ({ records: [configRecord.logger(logger, level)], result: undefined }));
  }
}
