import { Injectable, Logger } from '@nestjs/common';
import { EventProducer, KafkaConnection, type Log } from '@payments/kafka';
import { Clock } from '@payments/service';
import { secretsOf, withoutSecrets } from '../config/secrets.ts';
import type { ConnectorPlugin } from '../plugin/plugin.ts';
import { connectorDef, PluginRegistry } from '../plugin/plugin-registry.ts';
import { ClusterState } from '../state/cluster-state.service.ts';
import { ConfigWriter } from '../state/config-writer.service.ts';
import { statusKey } from '../state/status-records.ts';
import { StatusWriter } from '../state/status-writer.service.ts';
import { ActiveTopics } from './active-topics.service.ts';
import { ConnectorJob } from './connector-job.task.ts';
import type { WantedUnit } from './connector-unit.ts';
import { SinkJob } from './sink-job.task.ts';
import { SourceJob } from './source-job.task.ts';
import { StatusReporter } from './status-reporter.ts';
import { type Job, Supervisor } from './supervisor.ts';
import type { TaskParts } from './task-parts.ts';
import { summaryOf } from './trace.ts';
import { WorkerOptions } from './worker-options.ts';
import { workerMetrics } from './worker-metrics.ts';

/** A connector or a task at work. */
export interface Unit {
  readonly wanted: WantedUnit;
  readonly supervisor: Supervisor;
  readonly reporter: StatusReporter;
}

/** Makes connectors and tasks that work by themselves from then on. */
@Injectable()
export class UnitFactory {
  private readonly log = new Logger('Connectors');

  // oxlint-disable-next-line max-params -- what a task needs is injected here, and here only
  constructor(
    private readonly kafka: KafkaConnection,
    private readonly producer: EventProducer,
    private readonly options: WorkerOptions,
    private readonly clock: Clock,
    private readonly state: ClusterState,
    private readonly writer: ConfigWriter,
    private readonly statuses: StatusWriter,
    private readonly activeTopics: ActiveTopics,
    private readonly registry: PluginRegistry,
  ) {}

  /** @param generation of the group of workers, asked for whenever a status is written */
  start(wanted: WantedUnit, generation: () => number): Unit {
    const secrets = new Set(this.secretsOf(wanted));
    const reporter = this.reporter(wanted, { secrets, generation });
    const hide = (values: Iterable<string>): void => {
      for (const value of values) secrets.add(value);
    };
    const job = wanted.task === undefined ? this.connector(wanted, hide) : this.task(wanted, reporter, hide);
    const { clock, options } = this;
    const supervisor = new Supervisor(job, reporter, {
      clock,
      retry: options.retry,
      fencedPauseMs: options.sessionTimeoutMs,
      leaveAfterMs: 2 * options.stopTimeoutMs,
      idle: wanted.idle,
    });
    return { wanted, supervisor, reporter };
  }

  private reporter(
    { connector, task, raw }: WantedUnit,
    { secrets, generation }: { secrets: ReadonlySet<string>; generation: () => number },
  ): StatusReporter {
    const withoutSecret = (message: string): string => withoutSecrets(message, [...secrets]);
    const name = task === undefined ? connector : `${connector}-${task}`;
    return new StatusReporter({
      key: task === undefined ? statusKey.connector(connector) : statusKey.task(connector, task),
      workerId: this.options.workerId,
      clock: this.clock,
      isTask: task !== undefined,
      generation,
      version: () => this.plugin(raw)?.version,
      withoutSecrets: withoutSecret,
      put: (record) => this.statuses.put(record),
      observe: (state, error) => {
        if (error !== undefined) this.log.warn(`${name} failed: ${withoutSecret(summaryOf(error))}`);
        if (task === undefined) return;
        const labels = { connector, task: String(task) };
        workerMetrics.running.set(labels, state === 'RUNNING' ? 1 : 0);
        if (error !== undefined) workerMetrics.failures.inc(labels);
      },
    });
  }

  private connector({ connector, raw }: WantedUnit, hide: TaskParts['hide']): Job {
    const { state, writer, log } = this;
    return new ConnectorJob({
      connector,
      raw,
      state,
      writer,
      log,
      hide,
      plugin: () => this.registry.find(raw['connector.class'] ?? ''),
      forgetTasksFrom: (count) => {
        for (const task of state.statuses.tasks(connector))
          if (task >= count) this.statuses.put({ key: statusKey.task(connector, task), value: null });
      },
    });
  }

  private task(wanted: WantedUnit, reporter: StatusReporter, hide: TaskParts['hide']): Job {
    const { kafka, producer, options, clock, state, activeTopics } = this;
    const { connector, raw, task = 0 } = wanted;
    const log: Log = this.log;
    const parts: TaskParts = {
      kafka,
      producer,
      options,
      clock,
      state,
      activeTopics,
      connector,
      task,
      raw,
      reporter,
      log,
      hide,
    };
    return {
      run: (attempt) => {
        const plugin = this.registry.find(raw['connector.class'] ?? '');
        const job = plugin.type === 'source' ? new SourceJob(parts, plugin) : new SinkJob(parts, plugin);
        return job.run(attempt);
      },
    };
  }

  private plugin(raw: WantedUnit['raw']): ConnectorPlugin | undefined {
    try {
      return this.registry.find(raw['connector.class'] ?? '');
    } catch {
      return undefined;
    }
  }

  private secretsOf({ raw }: WantedUnit): readonly string[] {
    const plugin = this.plugin(raw);
    return secretsOf(raw, plugin === undefined ? {} : connectorDef(plugin, raw));
  }
}
