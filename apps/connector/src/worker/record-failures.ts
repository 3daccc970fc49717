import type { Log, OutgoingRecord } from '@payments/kafka';
import type { ReceivedRecord } from '@payments/kafka';
import { deadLetterOf, type ErrorStage } from '../errors/dead-letter.ts';
import type { ErrorPolicy } from '../errors/error-policy.ts';
import type { FailedRecord } from '../plugin/source-task.ts';
import { workerMetrics } from './worker-metrics.ts';

/** Where a record failed. */
export interface FailurePlace {
  readonly stage: ErrorStage;
  /** The class that was at work, by the name the configuration has for it. */
  readonly executingClass: string;
}

/** Decides what becomes of records that fail, as the configuration of their connector says. */
export class RecordFailures {
  private readonly labels: { readonly connector: string; readonly task: string };

  constructor(
    private readonly owner: { readonly connector: string; readonly task: number; readonly log: Log },
    private readonly policy: ErrorPolicy,
  ) {
    this.labels = { connector: owner.connector, task: String(owner.task) };
  }

  /**
   * Returns the dead letter to write, if the record is to be one; undefined if it is only passed over.
   *
   * @throws the error if the connector does not tolerate it
   */
  tolerate(
    record: ReceivedRecord | FailedRecord,
    error: unknown,
    place: FailurePlace,
  ): OutgoingRecord | undefined {
    const { tolerance, logErrors, logRecords, deadLetters } = this.policy;
    if (tolerance === 'none')
      throw new Error(`${nameOf(record)} failed in ${place.stage}.`, { cause: error });
    workerMetrics.skipped.inc(this.labels);
    const { connector, task, log } = this.owner;
    if (logErrors) {
      const which = logRecords ? nameOf(record) : `A record of ${record.topic}`;
      log.warn(
        `${connector}-${task}: ${which} failed in ${place.stage} and is passed over: ${messageOf(error)}`,
      );
    }
    return deadLetters === undefined
      ? undefined
      : deadLetterOf({ record, connector, task, ...place, error }, deadLetters);
  }
}

/** Never its key or its value. */
function nameOf(record: ReceivedRecord | FailedRecord): string {
  return 'offset' in record
    ? `The record ${record.topic}[${record.partition}]@${record.offset}`
    : `A record for ${record.topic}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : JSON.stringify(error);
}
