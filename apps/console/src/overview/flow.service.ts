import { Injectable } from '@nestjs/common';
import type {
  ConnectorView,
  DeadLetterGroups,
  Flow,
  FlowEdge,
  FlowNode,
  FlowNodeId,
} from '@payments/console-api';
import { Connectors } from '../connectors/connectors.service.ts';
import { DeadLetters } from '../dead-letters/dead-letters.service.ts';
import { ClusterReads } from '../kafka/cluster-reads.service.ts';
import { ConsoleSettings } from '../settings.ts';
import { lagOf } from '../topics/topic-views.ts';
import type { AuditCounts } from './audit.service.ts';
import { Rates } from './rates.ts';
import { type ServiceHealth, serviceHealth } from './service-health.ts';

export interface FlowTurn {
  readonly flow: Flow;
  readonly health: readonly ServiceHealth[];
  /** Of the groups on the way; undefined: not known. */
  readonly lags: ReadonlyMap<string, number>;
  readonly letters: DeadLetterGroups['groups'];
  readonly connectors: readonly ConnectorView[];
}

/** Where the tables of MySQL go, and what takes them on to S3, as the demo's connectors are configured. */
const connectPrefix = 'mysql.';
const archiveGroup = 'connect-archive';
const readers = {
  'limit-check': 'payments.requested',
  'payments-api': 'payments.decided',
  notifications: 'limits.exceeded',
} as const;

/** The platform at work: what each part does, and how fast. */
@Injectable()
export class FlowWatch {
  private readonly rates = new Rates();

  constructor(
    private readonly settings: ConsoleSettings,
    private readonly reads: ClusterReads,
    private readonly letters: DeadLetters,
    private readonly connectors: Connectors,
  ) {}

  /** Asks the rest while it is still being counted. */
  async turn(counting: Promise<AuditCounts>, nowMs: number): Promise<FlowTurn> {
    const [counts, health, kafka, { groups: letters }, { connectors }] = await Promise.all([
      counting,
      serviceHealth(this.settings.services),
      this.kafkaFacts(nowMs).catch((error: Error) => error.message),
      this.letters.groups().catch(() => ({ groups: [] })),
      this.connectors.list().catch(() => ({ connectors: [] })),
    ]);
    const facts = typeof kafka === 'string' ? undefined : kafka;
    const rate = (name: string, value: number | null | undefined): number | null =>
      value == null ? null : this.rates.note(name, value, nowMs);
    const errorsOf = (group: string): number => letters.find((each) => each.group === group)?.waiting ?? 0;
    const failedTasks = (type: string): number =>
      connectors
        .filter((each) => each.type === type)
        .reduce((sum, { tasks }) => sum + tasks.filter(({ state }) => state === 'FAILED').length, 0);

    const reading = (group: keyof typeof readers): FlowEdge =>
      edge(readers[group], group, {
        perSecond: facts?.readRates.get(group) ?? null,
        lag: facts?.lags.get(group) ?? null,
        reader: group,
        errors: errorsOf(group),
      });
    const connected = rate('connect-topics', facts?.connectOffsets);
    const edges: FlowEdge[] = [
      edge('payments-api', 'mysql', { perSecond: counts.perSecond }),
      edge('payments-api', 'payments.requested', { perSecond: rate('requested', counts.requested) }),
      reading('limit-check'),
      edge('limit-check', 'payments.decided', { perSecond: rate('decided', counts.decided) }),
      edge('limit-check', 'limits.exceeded', { perSecond: rate('exceeded', counts.exceeded) }),
      reading('payments-api'),
      reading('notifications'),
      edge('mysql', 'connector', { perSecond: connected, errors: failedTasks('source') }),
      edge('connector', 'connect-topics', { perSecond: connected }),
      edge('connect-topics', 's3', {
        perSecond: facts?.readRates.get(archiveGroup) ?? null,
        lag: facts?.lags.get(archiveGroup) ?? null,
        reader: archiveGroup,
        errors: failedTasks('sink'),
      }),
    ];
    const away = typeof kafka === 'string' ? kafka : null;
    return {
      flow: { countedAtMs: nowMs, away, nodes: nodes({ health, counts, away }), edges },
      health,
      lags: facts?.lags ?? new Map<string, number>(),
      letters,
      connectors,
    };
  }

  private async kafkaFacts(nowMs: number) {
    const [groups, earliest, latest] = await Promise.all([
      this.reads.groups(),
      this.reads.earliest(),
      this.reads.latest(),
    ]);
    const lags = new Map<string, number>();
    const readRates = new Map<string, number | null>();
    for (const group of groups) {
      const offsets = [...group.committed.values()].flatMap((ofTopic) => Array.from(ofTopic.values()));
      lags.set(
        group.group,
        [...group.committed.keys()].reduce(
          (sum, topic) => sum + lagOf(group, topic, { earliest, latest }),
          0,
        ),
      );
      readRates.set(group.group, this.rates.note(`read ${group.group}`, total(offsets), nowMs));
    }
    const captured = [...latest].filter(([topic]) => topic.startsWith(connectPrefix));
    return {
      lags,
      readRates,
      connectOffsets: total(captured.flatMap(([, ends]) => Array.from(ends.values()))),
    };
  }
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}

function edge(from: FlowNodeId, to: FlowNodeId, known: Partial<FlowEdge>): FlowEdge {
  return { id: `${from}→${to}`, from, to, perSecond: null, lag: null, reader: null, errors: 0, ...known };
}

interface NodeFacts {
  readonly health: readonly ServiceHealth[];
  readonly counts: AuditCounts;
  readonly away: string | null;
}

function nodes({ health, counts, away }: NodeFacts): FlowNode[] {
  const service = (id: FlowNodeId): FlowNode => {
    const found = health.find(({ name }) => name === id);
    return {
      id,
      kind: 'service',
      state: found?.state ?? 'unknown',
      detail: found?.detail ?? null,
      count: null,
    };
  };
  const topic = (id: FlowNodeId, count: number | null): FlowNode => ({
    id,
    kind: 'topic',
    state: away === null ? 'up' : 'down',
    detail: away,
    count,
  });
  return [
    service('payments-api'),
    {
      id: 'mysql',
      kind: 'database',
      state: counts.mysqlAway === null ? 'up' : 'down',
      detail: counts.mysqlAway,
      count: counts.payments,
    },
    topic('payments.requested', counts.requested),
    service('limit-check'),
    topic('payments.decided', counts.decided),
    topic('limits.exceeded', counts.exceeded),
    service('notifications'),
    service('connector'),
    topic('connect-topics', counts.archiveOffsets),
    {
      id: 's3',
      kind: 'store',
      state: counts.archiveAway === null ? 'up' : 'down',
      detail: counts.archiveAway,
      count: counts.archived,
    },
  ];
}
