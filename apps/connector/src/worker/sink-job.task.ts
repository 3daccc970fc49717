import { setTimeout as pause } from 'node:timers/promises';
import {
  atMost,
  listTopics,
  type OwnedPartition,
  PartitionedConsumer,
  type PartitionWriter,
  type Place,
} from '@payments/kafka';
import { ConfigError } from '../config/read-config.ts';
import type { RawConfig } from '../config/config-def.ts';
import { resolveConfig } from '../config/variables.ts';
import type { SinkPlugin } from '../plugin/plugin.ts';
import type { SinkTask } from '../plugin/sink-task.ts';
import { SinkInlet } from './sink-inlet.task.ts';
import { topicsToRead } from './sink-topics.ts';
import type { Attempt, Job } from './supervisor.ts';
import type { TaskParts } from './task-parts.ts';
import { retryPauseMs } from './worker-options.ts';
import { workerMetrics } from './worker-metrics.ts';

/** What records are made into takes several times their room, and is not to grow old before the writer comes to it. */
const convertedAtOnce = 250;
/** A topic that was removed has no end to be asked for. */
const refreshTimeoutMs = 2_000;

/** The group of a sink, as in Kafka Connect. */
export function sinkGroup(connector: string, raw: RawConfig): string {
  return raw['consumer.override.group.id'] ?? `connect-${connector}`;
}

/**
 * Runs a task of a sink: a member of the sink's group that gives each of its partitions to a writer. A partition whose writer fails is
 * opened again at its committed position after a pause, while the others go on.
 */
export class SinkJob implements Job {
  private readonly parts: TaskParts;
  private readonly plugin: SinkPlugin;
  /** Partitions that wait to be opened again. */
  private readonly troubled = new Set<string>();
  private topics: readonly string[] = [];
  private lastLag = 0;

  constructor(parts: TaskParts, plugin: SinkPlugin) {
    this.parts = parts;
    this.plugin = plugin;
  }

  async run(attempt: Attempt): Promise<void> {
    const { config, values } = await resolveConfig(this.parts.raw);
    this.parts.hide(values.values());
    const inlet = new SinkInlet(this.parts, config);
    while (await this.waitForTopics(config, attempt.signal)) await this.consume(config, inlet, attempt);
  }

  /** Until the task is told to stop, or a topic was removed: a consumer of kafkajs asks for that for ever. */
  private async consume(config: RawConfig, inlet: SinkInlet, attempt: Attempt): Promise<void> {
    const { connector, task, log } = this.parts;
    const { signal } = attempt;
    this.troubled.clear();
    const sink = this.plugin.createTask({ connector, task, config, log, signal });
    const died = Promise.withResolvers<never>();
    died.promise.catch(() => undefined);
    const consumer = this.consumer({ config, inlet, sink, died: died.reject });
    try {
      await consumer.start();
      attempt.started();
      await Promise.race([this.watch(consumer, config, signal), died.promise]);
    } finally {
      await consumer.stop();
      await sink.stop();
    }
  }

  private consumer({
    config,
    inlet,
    sink,
    died,
  }: {
    config: RawConfig;
    inlet: SinkInlet;
    sink: SinkTask;
    died: (reason: Error) => void;
  }): PartitionedConsumer {
    const { kafka, connector, options } = this.parts;
    return new PartitionedConsumer(kafka, {
      sessionTimeoutMs: options.sessionTimeoutMs,
      group: sinkGroup(connector, config),
      startsAt: config['consumer.override.auto.offset.reset'] === 'latest' ? 'latest' : 'earliest',
      topics: () => this.topics,
      open: (owned) => this.open(owned, inlet, sink),
      failed: (place, error, failures) => this.failed(place, error, failures),
      opened: (place) => this.opened(place),
      // All of them are opened anew, and what was in trouble may be another task's.
      assigned: () => this.healed(),
      died: (reason) => died(new Error(`The consumer has died: ${reason}`)),
    });
  }

  private async open(owned: OwnedPartition, inlet: SinkInlet, sink: SinkTask): Promise<PartitionWriter> {
    const writer = await sink.open({
      topic: owned.topic,
      partition: owned.partition,
      position: owned.position,
      commit: (position) => owned.commit(position),
      skip: (record, error) => inlet.skip(record, error),
    });
    return {
      put: async (received, end) => {
        for (let at = 0; at < received.length || at === 0; at += convertedAtOnce) {
          const part = received.slice(at, at + convertedAtOnce);
          const next = received[at + convertedAtOnce];
          await writer.put(await inlet.convert(part), next === undefined ? end : Number(next.offset));
        }
        inlet.took(owned.topic, received.length);
      },
      failed: writer.failed,
      flush: () => writer.flush(),
      close: () => writer.close(),
    };
  }

  private failed(place: Place, cause: unknown, failures: number): number {
    const { options, reporter } = this.parts;
    const pauseMs =
      cause instanceof ConfigError ? options.retry.maxPauseMs : retryPauseMs(options.retry, failures);
    this.troubled.add(nameOf(place));
    reporter.failed(new Error(`${nameOf(place)} failed.`, { cause }), { failures, pauseMs });
    return pauseMs;
  }

  private opened(place: Place): void {
    if (this.troubled.delete(nameOf(place)) && this.troubled.size === 0) this.parts.reporter.state('RUNNING');
  }

  private healed(): void {
    if (this.troubled.size === 0) return;
    this.troubled.clear();
    this.parts.reporter.state('RUNNING');
  }

  /** False if the task is told to stop before there is anything to read. */
  private async waitForTopics(config: RawConfig, signal: AbortSignal): Promise<boolean> {
    const { reporter, options } = this.parts;
    while (!signal.aborted) {
      const missing = await this.lookForTopics(config);
      if (this.topics.length > 0) return true;
      reporter.note({
        doing: `waiting for ${missing.length > 0 ? missing.join(', ') : 'a topic'} to be made`,
      });
      reporter.state('RUNNING');
      await pause(options.topicIntervalMs, undefined, { signal }).catch(() => undefined);
    }
    return false;
  }

  /** Returns topics that are named and not there. */
  private async lookForTopics(config: RawConfig): Promise<readonly string[]> {
    const { topics: own } = this.parts.options;
    const all = await listTopics(this.parts.kafka);
    const isState = new Set<string>(Object.values(own));
    const found = topicsToRead(config, all);
    this.topics = config['topics.regex'] ? found.topics.filter((topic) => !isState.has(topic)) : found.topics;
    return found.missing;
  }

  /** Until told to stop, or a topic was removed: notes how far it is, and takes up topics that were made. */
  private async watch(consumer: PartitionedConsumer, config: RawConfig, signal: AbortSignal): Promise<void> {
    const { statusIntervalMs, topicIntervalMs } = this.parts.options;
    let nextLookMs = performance.now() + topicIntervalMs;
    while (!signal.aborted) {
      await this.noteProgress(consumer);
      await pause(Math.min(statusIntervalMs, topicIntervalMs), undefined, { signal }).catch(() => undefined);
      if (signal.aborted || performance.now() < nextLookMs) continue;
      nextLookMs = performance.now() + topicIntervalMs;
      const before = this.topics;
      await this.lookForTopics(config).catch(() => undefined);
      if (before.some((topic) => !this.topics.includes(topic))) return;
      if (before.length !== this.topics.length) consumer.topicsChanged();
    }
  }

  private async noteProgress(consumer: PartitionedConsumer): Promise<void> {
    const { reporter, connector, task } = this.parts;
    // What is not read tells nothing of what is added meanwhile.
    if (this.troubled.size > 0 || (this.lastLag > 0 && consumer.lag === this.lastLag))
      await atMost(
        refreshTimeoutMs,
        consumer.refreshLag().catch(() => undefined),
      );
    const { lag } = consumer;
    this.lastLag = lag;
    workerMetrics.lag.set({ connector, task: String(task) }, lag);
    const missing = consumer.missing();
    reporter.note({
      lag,
      doing: missing === undefined ? `reading ${few(this.topics)}` : `the task ${missing}`,
    });
  }
}

function few(topics: readonly string[]): string {
  return topics.length <= 3 ? topics.join(', ') : `${topics.length} topics`;
}

function nameOf({ topic, partition }: Place): string {
  return `${topic}[${partition}]`;
}
