import type { QuorumReplica, QuorumView } from '@payments/console-api';
import { formatCount } from '../../format/numbers.ts';
import { Badge } from '../../ui/badge.tsx';
import { Note } from '../../ui/blank.tsx';
import { Card } from '../../ui/card.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Ago } from '../../ui/moment.tsx';

type Row = QuorumReplica & { readonly role: 'leader' | 'voter' | 'observer' };

const tones = { leader: 'accent', voter: 'good', observer: 'plain' } as const;

const columns: readonly Column<Row>[] = [
  { id: 'id', name: 'Node', width: '90px', cell: ({ id }) => <span className="strong">{id}</span> },
  { id: 'role', name: 'Role', width: '1fr', cell: ({ role }) => <Badge tone={tones[role]}>{role}</Badge> },
  {
    id: 'end',
    name: 'End of its log',
    width: '1fr',
    isNumber: true,
    cell: ({ logEndOffset }) => formatCount(logEndOffset),
  },
  {
    id: 'lag',
    name: 'Behind',
    width: '1fr',
    isNumber: true,
    cell: ({ lag }) => <span className={lag > 0 ? 'warn strong' : 'muted'}>{formatCount(lag)}</span>,
  },
  {
    id: 'fetched',
    name: 'Asked last',
    width: '1fr',
    cell: ({ lastFetchMs }) => <Ago timeMs={lastFetchMs} />,
  },
  {
    id: 'caught',
    name: 'Caught up',
    width: '1fr',
    cell: ({ lastCaughtUpMs }) => <Ago timeMs={lastCaughtUpMs} />,
  },
];

/** The controllers: who leads, who votes, who follows, and how far behind each is. */
export function QuorumCard({ quorum }: { readonly quorum: QuorumView | null }) {
  if (quorum === null) {
    return (
      <Card title="Controller quorum">
        <Note tone="warn">The quorum cannot be asked at the moment.</Note>
      </Card>
    );
  }
  const { leaderId, leaderEpoch, highWatermark, voters, observers } = quorum;
  const rows: Row[] = [
    ...voters.map((voter) => inRole(voter, voter.id === leaderId ? 'leader' : 'voter')),
    ...observers.map((observer) => inRole(observer, 'observer')),
  ];
  return (
    <Card
      title="Controller quorum"
      isFlush
      actions={
        <span className="small muted num">
          epoch {leaderEpoch}, committed to {formatCount(highWatermark)}
        </span>
      }
    >
      <DataTable
        label="Controller quorum"
        columns={columns}
        rows={rows}
        rowKey={({ id, role }) => `${role} ${id}`}
      />
    </Card>
  );
}

function inRole(replica: QuorumReplica, role: Row['role']): Row {
  return { ...replica, role };
}
