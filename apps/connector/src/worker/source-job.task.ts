import { setTimeout as pause } from 'node:timers/promises';
import { TransactionPace, TransactionalProducer } from '@payments/kafka';
import { resolveConfig } from '../config/variables.ts';
import type { RawConfig } from '../config/config-def.ts';
import { readErrorPolicy } from '../errors/error-policy.ts';
import type { SourcePlugin } from '../plugin/plugin.ts';
import type { SourceTask, SourceTaskContext } from '../plugin/source-task.ts';
import { Interruption } from './interruption.ts';
import { SourceOutlet, type SourceTransaction } from './source-outlet.task.ts';
import type { Attempt, Job } from './supervisor.ts';
import type { TaskParts } from './task-parts.ts';
import { workerMetrics } from './worker-metrics.ts';

/** With Kafka away the task fails, and is tried again. */
const openTimeoutMs = 15_000;

/**
 * Runs a task of a source, exactly once: its transactional id shuts out whoever ran it before, and only then the offsets are read; each
 * batch is one transaction with the offsets after it. While a batch is committed, the next one is read and converted.
 */
export class SourceJob implements Job {
  private readonly pace = new TransactionPace('unhurried');
  private readonly parts: TaskParts;
  private readonly plugin: SourcePlugin;

  constructor(parts: TaskParts, plugin: SourcePlugin) {
    this.parts = parts;
    this.plugin = plugin;
  }

  async run(attempt: Attempt): Promise<void> {
    const { kafka, options, connector, task, raw, state } = this.parts;
    const { config, values } = await resolveConfig(raw);
    this.parts.hide(values.values());
    const policy = readErrorPolicy(config);
    const ending = new AbortController();
    const producer = new TransactionalProducer(kafka, {
      transactionalId: `connect-${options.group}-${connector}-${task}`,
      openTimeoutMs,
    });
    try {
      await producer.open();
      await state.catchUpOffsets();
      if (attempt.signal.aborted) return;
      const signal = AbortSignal.any([attempt.signal, ending.signal]);
      const outlet = new SourceOutlet(this.parts, { config, policy, producer });
      const reader = this.plugin.createTask(this.context(config, signal, outlet));
      attempt.started();
      await this.pump(reader, outlet, { attempt: attempt.signal, signal, ending });
    } finally {
      ending.abort();
      await producer.close();
    }
  }

  private context(config: RawConfig, signal: AbortSignal, outlet: SourceOutlet): SourceTaskContext {
    const { connector, task, log, state, reporter } = this.parts;
    const labels = { connector, task: String(task) };
    return {
      connector,
      task,
      config,
      log,
      signal,
      offset: (partition) => state.offsets.get(connector, partition),
      offsets: () => state.offsets.all(connector),
      // oxlint-disable-next-line typescript/require-await -- a connector that tolerates no errors rejects
      skip: async (failed, error) => outlet.skip(failed, error),
      report: ({ lagMs, doing }) => {
        if (lagMs !== undefined) workerMetrics.sourceLag.set(labels, lagMs);
        reporter.note({
          ...(lagMs === undefined ? {} : { lag_ms: lagMs }),
          ...(doing === undefined ? {} : { doing }),
        });
      },
    };
  }

  private async pump(
    reader: SourceTask,
    outlet: SourceOutlet,
    {
      attempt,
      signal,
      ending,
    }: { readonly attempt: AbortSignal; readonly signal: AbortSignal; readonly ending: AbortController },
  ): Promise<void> {
    const batches = reader.batches();
    const interruption = new Interruption();
    const interrupt = (error: unknown): void => interruption.interrupt(error);
    this.tooLate(attempt, ending).catch(interrupt);
    let committing: Promise<void> = Promise.resolve();
    try {
      // Only what is made of a batch outlives it, also while others that go into the same transaction are read.
      const prepareNext = async (): Promise<SourceTransaction | undefined> => {
        const parts: SourceTransaction[] = [];
        for (;;) {
          const { done, value } = await batches.next();
          if (done !== true) parts.push(outlet.prepare(value));
          if (done === true || value.hasMore !== true) return joined(parts);
        }
      };
      let next = prepareNext();
      for (;;) {
        const transaction = await interruption.wait(next);
        if (transaction === undefined) break;
        await committing;
        committing = this.commit(outlet, transaction, signal);
        committing.catch(interrupt);
        next = prepareNext();
        next.catch(() => undefined);
      }
      await committing;
    } finally {
      ending.abort();
      const ended = Promise.allSettled([committing, batches.return()]);
      await Promise.race([ended, pause(this.parts.options.stopTimeoutMs, undefined, { ref: false })]);
    }
  }

  private async commit(
    outlet: SourceOutlet,
    transaction: SourceTransaction,
    signal: AbortSignal,
  ): Promise<void> {
    const startedMs = performance.now();
    await outlet.commit(transaction);
    await this.pace.rest({ startedMs, records: transaction.records.length }, signal);
  }

  /** Rejects when a task has been told to stop for so long that it is left to itself: it can write nothing any more. */
  private async tooLate(attempt: AbortSignal, ending: AbortController): Promise<never> {
    await aborted(attempt);
    await pause(this.parts.options.stopTimeoutMs, undefined, { signal: ending.signal, ref: false }).catch(
      () => undefined,
    );
    throw new Error('The task did not stop in time.');
  }
}

/** Undefined if there are none. Of a partition of the source, the last offset counts. */
function joined(parts: readonly SourceTransaction[]): SourceTransaction | undefined {
  if (parts.length <= 1) return parts[0];
  const offsets = new Map(
    parts.flatMap((part) => part.offsets).map((offset) => [JSON.stringify(offset.partition), offset]),
  );
  return { records: parts.flatMap(({ records }) => records), offsets: [...offsets.values()] };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
