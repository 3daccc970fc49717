/**
 * `GET apiPaths.stream()`, server-sent events. Each event carries the whole of its part: the newest replaces the one before. All parts
 * come first, then each when it has changed, at most once a second. A part that cannot be counted at the moment says what is away in
 * its `away`, and keeps the last that was known. A comment comes every 15 s at least.
 */
export interface OverviewEvents {
  readonly flow: Flow;
  readonly audit: AuditState;
  readonly brokers: BrokersState;
  readonly attention: AttentionState;
}

/** The parts together: `GET apiPaths.overview()`, as the stream would begin. */
export interface Overview {
  readonly flow: Flow;
  readonly audit: AuditState;
  readonly brokers: BrokersState;
  readonly attention: AttentionState;
}

interface Part {
  /** Milliseconds since the epoch. */
  readonly countedAtMs: number;
  /** A sentence that names what is away; null if nothing is. */
  readonly away: string | null;
}

/** What the platform does, as nodes and the edges between them. */
export interface Flow extends Part {
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly FlowEdge[];
}

export type FlowNodeId =
  | 'payments-api'
  | 'mysql'
  | 'payments.requested'
  | 'limit-check'
  | 'payments.decided'
  | 'limits.exceeded'
  | 'notifications'
  | 'connector'
  | 'connect-topics'
  | 's3';

export interface FlowNode {
  readonly id: FlowNodeId;
  readonly kind: 'service' | 'topic' | 'database' | 'store';
  readonly state: 'up' | 'degraded' | 'down' | 'unknown';
  /** Why it is not up, in a few words; null if it is. */
  readonly detail: string | null;
  /** Records of a topic; payments of MySQL; null where it means nothing or is not known. */
  readonly count: number | null;
}

export interface FlowEdge {
  /** `<from>→<to>` */
  readonly id: string;
  readonly from: FlowNodeId;
  readonly to: FlowNodeId;
  /** Records a second, over the last ten seconds; null: not known. */
  readonly perSecond: number | null;
  /** Records that wait to be read, null where nobody has a position or it is not known. */
  readonly lag: number | null;
  /** The group or connector whose lag it is. */
  readonly reader: string | null;
  /** Dead letters of the reader that were not sent back, or failed tasks. */
  readonly errors: number;
}

/** The audit's equation, recounted continuously. */
export interface AuditState extends Part {
  /** `catching-up`: sides differ, and the difference is work under way; `broken`: it has not moved for 30 s, or there is too much. */
  readonly verdict: 'holds' | 'catching-up' | 'broken' | 'unknown';
  readonly equations: readonly AuditEquation[];
  /** How it was counted, for a person, for example `since the topics' first records`. */
  readonly method: string;
}

export interface AuditEquation {
  readonly id: 'payments' | 'rejected' | 'archive';
  readonly terms: readonly { readonly name: string; readonly count: number | null }[];
  readonly holds: boolean | null;
}

export interface BrokersState extends Part {
  readonly racks: readonly {
    /** Null: brokers without one. */
    readonly rack: string | null;
    readonly brokers: readonly {
      readonly id: number;
      readonly address: string;
      readonly isController: boolean;
    }[];
  }[];
  readonly partitions: number;
  readonly underReplicated: number;
  readonly offline: number;
}

/** What a person should look at, worst first; empty when all is well. */
export interface AttentionState extends Part {
  readonly items: readonly AttentionItem[];
}

export interface AttentionItem {
  readonly kind:
    | 'dead-letters'
    | 'failed-task'
    | 'under-replicated'
    | 'offline-partitions'
    | 'growing-lag'
    | 'not-ready'
    | 'audit-broken';
  readonly severity: 'error' | 'warning';
  /** A group, connector, topic or service. */
  readonly subject: string;
  /** A sentence. */
  readonly detail: string;
  /** Where to look. */
  readonly link: {
    readonly page: 'topics' | 'groups' | 'dead-letters' | 'connectors' | 'cluster' | 'overview';
    readonly name: string;
  };
}
