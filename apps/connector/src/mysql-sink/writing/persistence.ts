import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '@payments/kafka';
import type { SinkSettings } from '../sink-config.ts';
import { failureOf, WriteAbortedError } from './write-errors.ts';

export interface PersistenceOptions {
  readonly settings: Pick<SinkSettings, 'maxRetries' | 'retryPauseMs'>;
  readonly log: Log;
  readonly signal: AbortSignal;
}

const maxConflicts = 20;
const firstConflictPauseMs = 10;
const longestConflictPauseMs = 1_000;

/**
 * Tries again while the database is away, or other transactions are in the way.
 *
 * @throws WriteAbortedError once the signal says so
 */
export async function persist<Result>(
  work: () => Promise<Result>,
  options: PersistenceOptions,
): Promise<Result> {
  const { settings, signal, log } = options;
  for (let retries = 0, conflicts = 0; ;) {
    if (signal.aborted) throw new WriteAbortedError('The task is stopping.');
    try {
      return await work();
    } catch (error) {
      const failure = failureOf(error);
      if (failure === 'conflict' && conflicts < maxConflicts) {
        conflicts += 1;
        await rest(conflictPauseMs(conflicts), signal);
      } else if (failure === 'passing' && retries < settings.maxRetries) {
        retries += 1;
        log.warn(
          `Writing failed, try ${retries} of ${settings.maxRetries} follows: ${(error as Error).message}`,
        );
        await rest(settings.retryPauseMs, signal);
      } else throw error;
    }
  }
}

async function rest(pauseMs: number, signal: AbortSignal): Promise<void> {
  await pause(pauseMs, undefined, { signal }).catch(() => {
    throw new WriteAbortedError('The task is stopping.');
  });
}

function conflictPauseMs(conflicts: number): number {
  return Math.random() * Math.min(firstConflictPauseMs * 2 ** conflicts, longestConflictPauseMs);
}
