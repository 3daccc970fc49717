/** `GET apiPaths.groups()`: all of them, by name. Counted at most once a second. */
export interface GroupList {
  readonly groups: readonly GroupSummary[];
  readonly countedAtMs: number;
}

export interface GroupSummary {
  readonly group: string;
  readonly state: GroupState;
  readonly members: number;
  /** Members without a partition. */
  readonly idleMembers: number;
  /** Over all its partitions; null: it has never committed anything. */
  readonly lag: number | null;
  readonly topics: readonly string[];
  /** Lag each second or more, oldest first; at most the last ten minutes. */
  readonly lagHistory: readonly LagPoint[];
}

export type GroupState = 'empty' | 'stable' | 'rebalancing' | 'dead' | 'unknown';

export interface LagPoint {
  readonly atMs: number;
  readonly lag: number;
}

/**
 * `GET apiPaths.group(name)`; ask again every second to see it move. `DELETE apiPaths.group(name)` with a Confirmation as body → 204;
 * 409 `group_not_empty`.
 */
export interface GroupDetail extends GroupSummary {
  readonly memberList: readonly GroupMember[];
  readonly partitions: readonly GroupPartition[];
  readonly countedAtMs: number;
}

export interface GroupMember {
  readonly memberId: string;
  readonly clientId: string;
  readonly host: string;
  readonly partitions: readonly { readonly topic: string; readonly partitions: readonly number[] }[];
  readonly isIdle: boolean;
}

export interface GroupPartition {
  readonly topic: string;
  readonly partition: number;
  /** Of the next record it reads; null: never committed. */
  readonly committed: number | null;
  readonly earliest: number | null;
  readonly latest: number | null;
  readonly lag: number | null;
  readonly memberId: string | null;
}

/**
 * `POST apiPaths.groupOffsetPreview(name)` → OffsetPlan, nothing is changed. `POST apiPaths.groupOffsets(name)` → OffsetPlan, done;
 * 409 `group_not_empty`.
 */
export interface OffsetReset {
  readonly topic: string;
  /** Left out: all. */
  readonly partitions?: readonly number[];
  /** An offset beyond the ends is taken to the nearer end; a time after the last record, to the end. */
  readonly to:
    | { readonly kind: 'earliest' }
    | { readonly kind: 'latest' }
    | { readonly kind: 'offset'; readonly offset: number }
    | { readonly kind: 'time'; readonly timeMs: number };
}

export interface OffsetPlan {
  readonly isGroupEmpty: boolean;
  readonly partitions: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly committed: number | null;
    readonly target: number;
    readonly lagAfter: number;
  }[];
}
