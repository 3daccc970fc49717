import type { GroupDetail, GroupMember } from '@payments/console-api';
import { UserRoundX } from 'lucide-react';
import { Badge } from '../../ui/badge.tsx';
import { Blank } from '../../ui/blank.tsx';
import { Card } from '../../ui/card.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { partitionRanges } from './partition-ranges.ts';

const columns: readonly Column<GroupMember>[] = [
  {
    id: 'member',
    name: 'Member',
    width: 'minmax(150px, 1.4fr)',
    cell: ({ clientId, memberId }) => (
      <span title={memberId}>
        <span className="strong">{clientId}</span> <span className="faint mono">{memberId.slice(-6)}</span>
      </span>
    ),
  },
  { id: 'host', name: 'Host', width: '110px', cell: ({ host }) => host.replace(/^\//, '') },
  {
    id: 'partitions',
    name: 'Works on',
    width: 'minmax(200px, 2fr)',
    cell: ({ partitions, isIdle }) =>
      isIdle ? (
        <Badge tone="info" hasDot>
          idle: ready to take over
        </Badge>
      ) : (
        <span
          title={partitions.map(({ topic, partitions: list }) => `${topic}: ${list.join(', ')}`).join('\n')}
        >
          {partitions.map(({ topic, partitions: list }) => `${topic} ${partitionRanges(list)}`).join(', ')}
        </span>
      ),
  },
];

/** Who is in the group, and who has nothing to do. */
export function Members({ group: { group, memberList } }: { readonly group: GroupDetail }) {
  return (
    <Card title="Members" isFlush>
      <DataTable
        label={`Members of ${group}`}
        columns={columns}
        rows={memberList}
        rowKey={({ memberId }) => memberId}
        blank={
          <Blank icon={UserRoundX} title="Nobody is there">
            <p>What comes meanwhile waits in the topics.</p>
          </Blank>
        }
      />
    </Card>
  );
}
