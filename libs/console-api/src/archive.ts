import type { Bytes, RecordHeader } from './bytes.ts';

/** `GET apiPaths.archive()?prefix=`: one level of the bucket; folders and objects by name. At most 1,000 of both; `isCut` if there are more. */
export interface ArchiveFolder {
  /** `topics/payments.decided/year=2026/`; empty at the root. */
  readonly prefix: string;
  /** Whole prefixes, each with `/` at its end. */
  readonly folders: readonly string[];
  readonly objects: readonly { readonly key: string; readonly bytes: number }[];
  readonly isCut: boolean;
}

/** `GET apiPaths.archiveObject()?key=&after=&limit=`: records by offset, those after the offset `after`; default 100, at most 1,000. */
export interface ArchiveObject {
  readonly key: string;
  /** Null: no manifest vouches for it. */
  readonly manifest: {
    readonly connector: string;
    readonly topic: string;
    readonly partition: number;
    /** `0-99,101` */
    readonly offsets: string;
    readonly records: number;
    readonly bytes: number;
    readonly sha256: string;
    readonly format: string;
  } | null;
  /** Null: its bytes are not those the manifest vouches for, or records of its format cannot be read; `problem` says which. */
  readonly records: readonly ArchivedMessage[] | null;
  /** True: there are more after the last of these. */
  readonly hasMore: boolean;
  readonly problem: string | null;
}

export interface ArchivedMessage {
  readonly partition: number;
  readonly offset: number;
  readonly timestampMs: number | null;
  readonly key: Bytes | null;
  readonly value: Bytes | null;
  readonly headers: readonly RecordHeader[];
}

/** `GET apiPaths.archiveProofs()`: each archived topic proved from its manifests. Counted at most every ten seconds. */
export interface ArchiveProofs {
  readonly topics: readonly TopicProof[];
  readonly countedAtMs: number;
}

/** `GET apiPaths.archiveProof(topic)` */
export interface TopicProof {
  readonly topic: string;
  /** True if every offset from first to end is accounted for once. */
  readonly isComplete: boolean;
  readonly partitions: readonly {
    readonly partition: number;
    readonly first: number;
    readonly end: number;
    readonly objects: number;
    readonly bytes: number;
    readonly archived: number;
    /** Left out on purpose, could not be written, or no records (transaction markers): counts. */
    readonly ignored: number;
    readonly refused: number;
    readonly absent: number;
    /** Where the topic ends now; null: not known. */
    readonly topicEnd: number | null;
  }[];
  readonly problems: readonly {
    readonly kind: string;
    readonly partition: number | null;
    readonly subject: string;
    readonly problem: string;
  }[];
}
