import type { SinkPartition, SinkPosition } from '../plugin/sink-task.ts';
import type { SinkRecord } from '../records/connect-record.ts';

export interface CommitFault {
  /** Which commit it hits, counted from 1 in all that this position sees. */
  readonly nth: number;
  /** `refused`: it does not count. `lost`: it counts, and nobody learns of it. */
  readonly how: 'refused' | 'lost';
}

/** The committed position of a partition, as a group keeps it: a value that outlives writers. */
export class KeptPosition {
  position: SinkPosition;
  readonly commits: SinkPosition[] = [];
  readonly skipped: { readonly offset: number; readonly error: unknown }[] = [];
  /** False: a record that cannot be written ends the writer. */
  isTolerant = true;
  private readonly faults: CommitFault[] = [];
  private owner = 0;
  private seen = 0;

  constructor(offset = 0, metadata = '') {
    this.position = { offset, metadata };
  }

  fail(fault: CommitFault): void {
    this.faults.push({ ...fault, nth: this.seen + fault.nth });
  }

  /** Lets every commit through again. */
  heal(): void {
    this.faults.length = 0;
  }

  /** Gives the partition to somebody: whoever had it before can commit nothing any more. */
  assign(topic: string, partition = 0): SinkPartition {
    this.owner += 1;
    const owner = this.owner;
    return {
      topic,
      partition,
      position: this.position,
      commit: (position) => this.commit(position, owner),
      skip: (record, error) => this.skip(record, error),
    };
  }

  // oxlint-disable-next-line require-await -- as a broker would answer: later, and by rejecting
  private async commit(position: SinkPosition, owner: number): Promise<void> {
    if (owner !== this.owner) throw new Error('The partition is somebody else’s.');
    this.seen += 1;
    const how = this.faults.find(({ nth }) => nth === this.seen)?.how;
    if (how !== 'refused') {
      this.position = position;
      this.commits.push(position);
    }
    if (how !== undefined) throw new Error(`The commit was ${how}.`);
  }

  // oxlint-disable-next-line require-await -- as above
  private async skip({ offset }: SinkRecord, error: unknown): Promise<void> {
    if (!this.isTolerant) throw error;
    this.skipped.push({ offset, error });
  }
}
