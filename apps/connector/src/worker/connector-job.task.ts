import type { Log } from '@payments/kafka';
import type { RawConfig } from '../config/config-def.ts';
import { resolveConfig, type ResolvedConfig } from '../config/variables.ts';
import type { ConnectorPlugin } from '../plugin/plugin.ts';
import type { ClusterState } from '../state/cluster-state.service.ts';
import type { ConfigWriter } from '../state/config-writer.service.ts';
import type { Attempt, Job } from './supervisor.ts';
import { areSame, checkTaskCount, fingerprint, maxTasks, unresolved } from './task-configs.ts';

export interface ConnectorParts {
  readonly connector: string;
  /** Variables unresolved. */
  readonly raw: RawConfig;
  readonly state: ClusterState;
  readonly writer: ConfigWriter;
  readonly log: Log;
  /** @throws UnknownPluginError */
  plugin(): ConnectorPlugin;
  hide(secrets: Iterable<string>): void;
  /** Takes away what is said of tasks that there are no more. */
  forgetTasksFrom(count: number): void;
}

/** Works out the tasks of a connector, when it starts and whenever its plugin says that they have changed. */
export class ConnectorJob implements Job {
  private readonly parts: ConnectorParts;

  constructor(parts: ConnectorParts) {
    this.parts = parts;
  }

  async run(attempt: Attempt): Promise<void> {
    const plugin = this.parts.plugin();
    const resolved = await resolveConfig(this.parts.raw);
    this.parts.hide(resolved.values.values());
    await this.configure(plugin, resolved, attempt.signal);
    if (attempt.signal.aborted) return;
    attempt.started();
    if (plugin.type === 'source' && plugin.watch !== undefined)
      await this.watch(
        (changed) => plugin.watch?.(resolved.config, changed, attempt.signal),
        async () => this.configure(plugin, resolved, attempt.signal),
      );
  }

  /** Work that was asked for while the same was under way is done once more after it. */
  private async watch(
    watch: (changed: () => void) => Promise<void> | undefined,
    configure: () => Promise<void>,
  ): Promise<void> {
    const failed = Promise.withResolvers<never>();
    let isChanged = false;
    let working: Promise<void> | undefined;
    const work = async (): Promise<void> => {
      while (isChanged) {
        isChanged = false;
        await configure();
      }
    };
    const changed = (): void => {
      isChanged = true;
      working ??= work()
        .catch(failed.reject)
        .finally(() => {
          working = undefined;
        });
    };
    await Promise.race([watch(changed), failed.promise]);
    await working;
  }

  private async configure(
    plugin: ConnectorPlugin,
    { config }: ResolvedConfig,
    signal: AbortSignal,
  ): Promise<void> {
    const { connector, raw, log, state, writer } = this.parts;
    const configs =
      plugin.type === 'sink'
        ? Array.from({ length: maxTasks(raw) }, () => raw)
        : (await plugin.taskConfigs(config, maxTasks(raw), { connector, log, signal })).map((task) =>
            unresolved(task, raw, config),
          );
    checkTaskCount(connector, raw, configs.length);
    if (signal.aborted) return;
    await writer.write(() => {
      const now = state.configs.get(connector);
      // Another configuration, or another wish, has come meanwhile; whoever works on that one knows better.
      const isOutdated = now?.targetState !== 'STARTED' || fingerprint(now.config) !== fingerprint(raw);
      const isSame = isOutdated || areSame(now.tasks, configs);
      return { records: isSame ? [] : state.configs.taskRecords(connector, configs), result: undefined };
    });
    this.parts.forgetTasksFrom(configs.length);
  }
}
