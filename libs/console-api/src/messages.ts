import type { Bytes, RecordHeader } from './bytes.ts';

/** A record in a topic. */
export interface Message {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Of the record; milliseconds since the epoch. */
  readonly timestampMs: number;
  readonly key: Bytes | null;
  /** At most 64 KiB of it in lists; `apiPaths.message` has all. */
  readonly value: Bytes | null;
  readonly headers: readonly RecordHeader[];
  /** All of the value. */
  readonly valueBytes: number;
  readonly isValueCut: boolean;
}

/**
 * `GET apiPaths.messages(topic)`, with MessageQuery as query parameters → MessagePage.
 * `GET apiPaths.message(topic, partition, offset)` → Message, whole; 404 if that offset is no record any more.
 */
export interface MessageQuery {
  /** `newest` (default): the last first. `oldest`: from the start on. `offset`: from `offset` on. `time`: from `timeMs` on. */
  readonly from?: 'newest' | 'oldest' | 'offset' | 'time';
  readonly offset?: number;
  readonly timeMs?: number;
  /** Left out: all. With `from=offset` one is needed. */
  readonly partition?: number;
  /** 1 to 500; default 50. */
  readonly limit?: number;
  /** `nextCursor` of the page before; the other parameters stay. */
  readonly cursor?: string;
}

export interface MessagePage {
  readonly messages: readonly Message[];
  /** Null: nothing comes after. */
  readonly nextCursor: string | null;
}

/**
 * What a message has to have; all of it. As a query parameter `filter`, encoded as JSON. Comparisons are case-sensitive.
 */
export interface MessageFilter {
  /** Somewhere in key, value or a header. */
  readonly text?: string;
  readonly key?: { readonly is: string } | { readonly contains: string };
  readonly header?: { readonly name: string; readonly contains?: string };
  /** A field of the JSON in the value; `path` is `data.amount`, with `[0]` for lists' items. */
  readonly field?: {
    readonly path: string;
    readonly operator: 'is' | 'contains' | 'greater' | 'less' | 'exists';
    /** Compared as a number where the field is one. Not for `exists`. */
    readonly value?: string;
  };
}

/** Query parameters of a search and a download; all may be left out. */
export interface SearchQuery {
  /** MessageFilter as JSON. */
  readonly filter?: string;
  readonly partition?: number;
  /** From this time on, and before this time; milliseconds since the epoch. */
  readonly fromMs?: number;
  readonly toMs?: number;
  /** Of matches; default 200, at most 1,000 for a search; a download has no limit unless one is given. */
  readonly limit?: number;
}

/**
 * `GET apiPaths.messageSearch(topic)` with SearchQuery: server-sent events over the whole topic as it is at the start. Closing it stops
 * the search. After `end` or `problem` close it, or the browser begins it anew.
 */
export interface SearchEvents {
  readonly progress: SearchProgress;
  readonly matches: readonly Message[];
  readonly end: SearchProgress & { readonly reason: 'searched-all' | 'limit-reached' };
}

export interface SearchProgress {
  /** Offsets searched, of `total`. */
  readonly searched: number;
  readonly total: number;
  readonly matched: number;
  readonly elapsedMs: number;
}

/**
 * `GET apiPaths.messageTail(topic)?filter=&partition=`: server-sent events, what is written from now on. `messages`: those that came,
 * at most 100 in an event, four events a second. When more come, the newest are shown and `skipped` counts the others.
 */
export interface TailEvents {
  /** Once, when the tail has begun. */
  readonly ready: Record<string, never>;
  readonly messages: { readonly messages: readonly Message[]; readonly skipped: number };
}

/** `POST apiPaths.messages(topic)` → 201 ProducedMessage. */
export interface MessageToProduce {
  /** Left out: by the key, as every client does. */
  readonly partition?: number;
  readonly key: Bytes | null;
  readonly value: Bytes | null;
  readonly headers?: readonly RecordHeader[];
  /** True: sent though it is not what the topic's contract says. */
  readonly isContractIgnored?: boolean;
}

export interface ProducedMessage {
  readonly partition: number;
  readonly offset: number;
}

/**
 * `POST apiPaths.messageCopy(topic)` → `application/x-ndjson`, a CopyProgress a line, the last with `isDone` or a `problem`. Ending the
 * request stops it. What was copied stays. `GET apiPaths.messageDownload(topic)` with SearchQuery → NDJSON, a Message a line.
 */
export interface MessageCopy {
  readonly to: string;
  readonly filter?: MessageFilter;
  readonly partition?: number;
  readonly fromMs?: number;
  readonly toMs?: number;
}

export interface CopyProgress extends SearchProgress {
  readonly copied: number;
  readonly isDone: boolean;
  readonly problem?: { readonly code: string; readonly detail: string };
}
