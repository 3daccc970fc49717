import type {
  AttentionItem,
  AuditState,
  BrokersState,
  ConnectorList,
  DeadLetterGroups,
  LagPoint,
} from '@payments/console-api';
import type { ServiceHealth } from './service-health.ts';

export interface AttentionFacts {
  readonly health: readonly ServiceHealth[];
  readonly letters: DeadLetterGroups['groups'];
  readonly connectors: ConnectorList['connectors'];
  readonly brokers: Pick<BrokersState, 'underReplicated' | 'offline'>;
  readonly audit: Pick<AuditState, 'verdict'>;
  /** Of each group, oldest first. */
  readonly lags: ReadonlyMap<string, readonly LagPoint[]>;
}

/** A lag that is this large, and has grown all through the time that is looked at, is told. */
const growingLag = { least: 1_000, points: 10 };

/** What a person should look at, worst first. */
export function attentionItems(facts: AttentionFacts): AttentionItem[] {
  const items = [
    ...facts.health.filter(({ state }) => state !== 'up').map(notReady),
    ...partitionItems(facts.brokers),
    ...facts.connectors.flatMap(failedTasks),
    ...(facts.audit.verdict === 'broken' ? [auditBroken] : []),
    ...facts.letters.filter(({ waiting }) => waiting > 0).map(deadLetters),
    ...[...facts.lags].flatMap(([group, points]) => growing(group, points)),
  ];
  return items.toSorted((a, b) => (a.severity === b.severity ? 0 : a.severity === 'error' ? -1 : 1));
}

function notReady({ name, detail }: ServiceHealth): AttentionItem {
  const link = { page: 'overview', name } as const;
  return {
    kind: 'not-ready',
    severity: 'error',
    subject: name,
    detail: `${name} is not ready. ${detail ?? ''}`.trim(),
    link,
  };
}

function partitionItems({ offline, underReplicated }: AttentionFacts['brokers']): AttentionItem[] {
  const link = { page: 'cluster', name: '' } as const;
  return [
    ...(offline === 0
      ? []
      : [
          {
            kind: 'offline-partitions',
            severity: 'error',
            subject: 'partitions',
            detail: `${offline} partitions have no leader.`,
            link,
          } as const,
        ]),
    ...(underReplicated === 0
      ? []
      : [
          {
            kind: 'under-replicated',
            severity: 'warning',
            subject: 'partitions',
            detail: `${underReplicated} partitions have fewer replicas in sync than they should.`,
            link,
          } as const,
        ]),
  ];
}

function failedTasks({ name, state, tasks }: ConnectorList['connectors'][number]): AttentionItem[] {
  const failed = tasks.filter((task) => task.state === 'FAILED').length;
  if (failed === 0 && state !== 'FAILED') return [];
  const detail =
    failed === 0
      ? `The connector ${name} has failed.`
      : `${failed} of ${tasks.length} tasks of ${name} have failed.`;
  return [
    { kind: 'failed-task', severity: 'error', subject: name, detail, link: { page: 'connectors', name } },
  ];
}

const auditBroken: AttentionItem = {
  kind: 'audit-broken',
  severity: 'error',
  subject: 'audit',
  detail: 'The audit’s equation does not hold, and nothing moves. `npm run audit` tells which payments.',
  link: { page: 'overview', name: 'audit' },
};

function deadLetters({ group, waiting }: DeadLetterGroups['groups'][number]): AttentionItem {
  const detail = `${waiting} records that ${group} could not process wait to be looked at.`;
  return {
    kind: 'dead-letters',
    severity: 'warning',
    subject: group,
    detail,
    link: { page: 'dead-letters', name: group },
  };
}

function growing(group: string, points: readonly LagPoint[]): AttentionItem[] {
  const recent = points.slice(-growingLag.points);
  const [first, last] = [recent[0]?.lag ?? 0, recent.at(-1)?.lag ?? 0];
  const isGrowing = recent.every(({ lag }, at) => at === 0 || lag >= (recent[at - 1]?.lag ?? 0));
  if (recent.length < growingLag.points || last < growingLag.least || !isGrowing || last <= first) return [];
  const detail = `${group} has ${last.toLocaleString('en')} records to read, and they become more.`;
  return [
    {
      kind: 'growing-lag',
      severity: 'warning',
      subject: group,
      detail,
      link: { page: 'groups', name: group },
    },
  ];
}
