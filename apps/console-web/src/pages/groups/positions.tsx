import type { GroupDetail, GroupPartition } from '@payments/console-api';
import { Link } from '@tanstack/react-router';
import { Signpost } from 'lucide-react';
import { useMemo } from 'react';
import { formatCount } from '../../format/numbers.ts';
import { Blank } from '../../ui/blank.tsx';
import { Card } from '../../ui/card.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';

/** How far the group is in each partition. */
export function Positions({ group: { group, partitions, memberList } }: { readonly group: GroupDetail }) {
  const columns = useMemo(() => {
    const clients = new Map(memberList.map(({ memberId, clientId }) => [memberId, clientId]));
    return columnsFor(clients);
  }, [memberList]);
  return (
    <Card title="Positions" isFlush>
      <DataTable
        label={`Positions of ${group}`}
        columns={columns}
        rows={partitions}
        rowKey={({ topic, partition }) => `${topic} ${partition}`}
        blank={
          <Blank icon={Signpost} title="No positions">
            <p>The group has committed none.</p>
          </Blank>
        }
      />
    </Card>
  );
}

const known = (value: number | null): string => (value === null ? '–' : formatCount(value));

function columnsFor(clients: ReadonlyMap<string, string>): Column<GroupPartition>[] {
  return [
    {
      id: 'topic',
      name: 'Topic',
      width: 'minmax(160px, 2fr)',
      cell: ({ topic, partition, committed }) => (
        <Link
          to="/topics/$topic/messages"
          params={{ topic }}
          search={{ from: 'offset', partition, offset: committed ?? 0 }}
        >
          {topic}
        </Link>
      ),
    },
    { id: 'partition', name: 'Partition', width: '80px', isNumber: true, cell: ({ partition }) => partition },
    {
      id: 'committed',
      name: 'Next offset',
      width: '1fr',
      isNumber: true,
      cell: ({ committed }) => known(committed),
    },
    { id: 'latest', name: 'End offset', width: '1fr', isNumber: true, cell: ({ latest }) => known(latest) },
    {
      id: 'lag',
      name: 'Lag',
      width: '1fr',
      isNumber: true,
      cell: ({ lag }) => <span className={(lag ?? 0) > 0 ? 'warn strong' : 'muted'}>{known(lag)}</span>,
    },
    {
      id: 'member',
      name: 'Member',
      width: 'minmax(130px, 1fr)',
      cell: ({ memberId }) =>
        memberId === null ? (
          <span className="faint">nobody</span>
        ) : (
          <span title={memberId}>
            {clients.get(memberId) ?? ''} <span className="faint mono">{memberId.slice(-6)}</span>
          </span>
        ),
    },
  ];
}
