import { setTimeout as pause } from 'node:timers/promises';
import {
  BinlogPurgedError,
  BinlogSettingsError,
  BinlogUnreadableError,
  type Position,
} from '@payments/binlog';
import { isTopicUnused } from '@payments/kafka';
import { takeLease } from './lease.task.ts';
import { Publication } from './publication.task.ts';
import { rebuild } from './rebuild.task.ts';
import { type Published, relayNames, type RelayOptions } from './relay-options.ts';
import { RelayPositionLostError } from './relay.errors.ts';
import { streamPayments } from './stream.task.ts';

/** `standby`: another instance relays. `waiting`: it failed, and is tried again. */
export type RelayStatus =
  | { readonly state: 'starting' | 'standby' | 'active' | 'stopped' }
  | { readonly state: 'waiting'; readonly reason: string; readonly sinceMs: number };

const firstPauseMs = 200;
const longestPauseMs = 5_000;
const stopTimeoutMs = 12_000;

/**
 * Publishes every committed payment exactly once, in commit order, as long as it runs and is the one that holds the lease.
 * Whatever fails, it lets go of everything and begins again at the committed position, which is the only state it has.
 */
export class Relay {
  status: RelayStatus = { state: 'starting' };
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private failures = 0;

  constructor(private readonly options: RelayOptions) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Finishes the transaction under way. What hangs longer than a transaction may take is left to the end of the process. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.race([this.running, pause(stopTimeoutMs, undefined, { ref: false })]);
    this.enter({ state: 'stopped' });
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const error = await this.serve().catch((cause: unknown) => cause);
      if (signal.aborted) return;
      this.report(error instanceof Error ? error : new Error(String(error)));
      const pauseMs = Math.min(firstPauseMs * 2 ** this.failures, longestPauseMs);
      this.failures += 1;
      await pause(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Relays from taking the lease to losing it, or to the first failure. */
  private async serve(): Promise<never> {
    const { database, names = relayNames } = this.options;
    const { signal } = this.stopping;
    const onHeldByOther = (): void => this.enter({ state: 'standby' });
    const lease = await takeLease(database, { name: names.group, signal, onHeldByOther });
    try {
      await this.publish(AbortSignal.any([signal, lease.signal]));
      throw lease.signal.reason ?? signal.reason;
    } finally {
      await lease.release();
    }
  }

  private async publish(signal: AbortSignal): Promise<void> {
    // The order matters: only once the one before is fenced is its last position the last one.
    const publication = await Publication.open(this.options);
    try {
      const from = await this.startPosition(publication, signal);
      this.enter({ state: 'active' });
      this.options.log.log(`Relaying payments from ${from.file}:${from.offset}.`);
      const onPublished = (published: Published): void => this.published(published);
      await streamPayments({ ...this.options, onPublished }, { publication, from, signal });
    } finally {
      await publication.close();
    }
  }

  private async startPosition(publication: Publication, signal: AbortSignal): Promise<Position> {
    const { kafka, log, names = relayNames } = this.options;
    const committed = await publication.committed();
    if (committed?.state === 'streaming') return committed.position;
    if (committed === undefined && !(await isTopicUnused(kafka, names.topic))) {
      throw new RelayPositionLostError(
        `Topic ${names.topic} has events, and group ${names.group} has no position in the binlog.`,
      );
    }
    const everything = committed?.everything ?? true;
    log.log(
      committed === undefined
        ? 'The first start of the relay.'
        : 'A rebuild was interrupted; doing it again.',
    );
    const { published, position } = await rebuild(this.options, { publication, everything, signal });
    log.log(`${published} payments of the table were not in topic ${names.topic}, and are now.`);
    return position;
  }

  private published(published: Published): void {
    this.failures = 0;
    this.options.onPublished?.(published);
  }

  private report(failure: Error): void {
    const { log, now } = this.options;
    const error =
      failure instanceof BinlogPurgedError ? new RelayPositionLostError(failure.message, failure) : failure;
    const known = this.status.state === 'waiting' ? this.status : undefined;
    this.enter({ state: 'waiting', reason: error.message, sinceMs: known?.sinceMs ?? now() });
    if (known?.reason === error.message) return;
    if (isForPeople(error)) log.error(`The relay cannot go on. ${error.message}`);
    else log.warn(`The relay begins again: ${error.message}`);
  }

  private enter(status: RelayStatus): void {
    this.status = status;
  }
}

function isForPeople(error: Error): boolean {
  return (
    error instanceof RelayPositionLostError ||
    error instanceof BinlogSettingsError ||
    error instanceof BinlogUnreadableError
  );
}
