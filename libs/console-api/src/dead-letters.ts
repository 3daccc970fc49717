import type { Bytes, RecordHeader } from './bytes.ts';

/** `GET apiPaths.deadLetters()` */
export interface DeadLetterGroups {
  readonly groups: readonly {
    readonly group: string;
    readonly letters: number;
    /** Of these, not sent back yet. */
    readonly waiting: number;
    /** Of the newest; null: none. */
    readonly newestMs: number | null;
  }[];
}

/** `GET apiPaths.deadLettersOf(group)?limit=`: newest first; default 100, at most 1,000. */
export interface DeadLetterList {
  readonly letters: readonly DeadLetterView[];
  readonly total: number;
}

export interface DeadLetterView {
  /** Among the dead letters of its group. */
  readonly offset: number;
  readonly group: string;
  /** The error's name, and what it said. */
  readonly cause: string;
  readonly message: string;
  readonly attempts: number;
  readonly origin: { readonly topic: string; readonly partition: number; readonly offset: number };
  readonly key: Bytes | null;
  readonly value: Bytes | null;
  /** True: the value was too large to come along, and is at the origin only; it cannot be sent back from here. */
  readonly isValueLeft: boolean;
  readonly headers: readonly RecordHeader[];
  readonly timestampMs: number;
  readonly isReplayed: boolean;
}

/** `POST apiPaths.deadLetterReplay(group)` → Replayed: sent back as they came. 409 `already_replayed`. */
export interface ReplayRequest {
  /** Offsets among the dead letters; `all`: those not sent back yet. */
  readonly offsets: 'all' | readonly number[];
}

/** `POST apiPaths.deadLetterEditedReplay(group, offset)` → Replayed: sent back with this content instead. */
export interface EditedReplay {
  readonly key: Bytes | null;
  readonly value: Bytes | null;
  readonly headers: readonly RecordHeader[];
}

export interface Replayed {
  readonly replayed: number;
}
