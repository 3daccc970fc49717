import type { TopicSummary } from '@payments/console-api';
import { Link } from '@tanstack/react-router';
import { UsersRound } from 'lucide-react';
import { formatCount } from '../../format/numbers.ts';
import { Blank } from '../../ui/blank.tsx';
import { Card } from '../../ui/card.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { useTopic } from './topic.page.tsx';

const columns: readonly Column<TopicSummary['groups'][number]>[] = [
  {
    id: 'group',
    name: 'Group',
    width: '2fr',
    cell: ({ group }) => (
      <Link to="/groups/$group" params={{ group }} className="strong">
        {group}
      </Link>
    ),
  },
  {
    id: 'lag',
    name: 'Lag',
    width: '1fr',
    isNumber: true,
    cell: ({ lag }) => <span className={lag > 0 ? 'warn strong' : 'muted'}>{formatCount(lag)}</span>,
  },
];

/** The groups that read the topic. */
export function Readers() {
  const { name, query } = useTopic();
  return (
    <Card isFlush>
      <Loaded query={query}>
        {({ groups }) => (
          <DataTable
            label={`Groups that read ${name}`}
            columns={columns}
            rows={groups}
            rowKey={({ group }) => group}
            blank={
              <Blank icon={UsersRound} title="Nobody reads it">
                <p>No consumer group has a position in this topic.</p>
              </Blank>
            }
          />
        )}
      </Loaded>
    </Card>
  );
}
