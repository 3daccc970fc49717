import type { OffsetRanges } from './offset-ranges.ts';

/** Something about an archive that is not as it has to be. */
export interface ArchiveProblem {
  readonly kind:
    | 'gap'
    | 'double'
    | 'missing-manifest'
    | 'bad-manifest'
    | 'missing-object'
    | 'changed-object'
    | 'stray-object';
  /** Undefined: of a manifest that cannot be read. */
  readonly partition: number | undefined;
  /** What it is about: offsets or a key. */
  readonly subject: string;
  /** A sentence. */
  readonly problem: string;
}

/** What is archived of one partition. */
export interface PartitionProof {
  readonly partition: number;
  /** Every offset from `first` to before `end` is accounted for, unless a problem says otherwise. */
  readonly first: number;
  readonly end: number;
  readonly chunks: number;
  readonly objects: number;
  readonly bytes: number;
  readonly archived: OffsetRanges;
  readonly ignored: OffsetRanges;
  readonly refused: OffsetRanges;
  /** Never came to the sink: transaction markers and what a transform dropped, for example. */
  readonly absent: OffsetRanges;
}
