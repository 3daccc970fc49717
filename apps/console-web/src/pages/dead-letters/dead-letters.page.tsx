import { apiPaths, type DeadLetterGroups } from '@payments/console-api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { MailCheck } from 'lucide-react';
import { watch } from '../../api/queries.ts';
import { formatCount } from '../../format/numbers.ts';
import { Page } from '../../shell/page.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Blank } from '../../ui/blank.tsx';
import { Card } from '../../ui/card.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Ago } from '../../ui/moment.tsx';

const columns: readonly Column<DeadLetterGroups['groups'][number]>[] = [
  {
    id: 'group',
    name: 'Group',
    width: '2fr',
    cell: ({ group }) => (
      <Link to="/dead-letters/$group" params={{ group }} className="strong">
        {group}
      </Link>
    ),
  },
  {
    id: 'waiting',
    name: 'Waiting',
    width: '1fr',
    cell: ({ waiting }) =>
      waiting > 0 ? (
        <Badge tone="bad">{formatCount(waiting)} to look at</Badge>
      ) : (
        <Badge tone="good">none</Badge>
      ),
  },
  { id: 'letters', name: 'Ever', width: '1fr', isNumber: true, cell: ({ letters }) => formatCount(letters) },
  { id: 'newest', name: 'Newest', width: '1fr', cell: ({ newestMs }) => <Ago timeMs={newestMs} /> },
];

export function DeadLettersPage() {
  const query = useQuery(watch<DeadLetterGroups>(apiPaths.deadLetters()));
  return (
    <Page
      title="Dead letters"
      description="Records that a group could not process. They hold up nobody, and wait here until somebody mends and replays them."
    >
      <Card isFlush>
        <Loaded query={query}>
          {({ groups }) => (
            <DataTable
              label="Groups with dead letters"
              columns={columns}
              rows={groups}
              rowKey={({ group }) => group}
              rowTone={({ waiting }) => (waiting > 0 ? 'bad' : undefined)}
              blank={
                <Blank icon={MailCheck} title="No dead letters">
                  <p>Every record could be processed.</p>
                </Blank>
              }
            />
          )}
        </Loaded>
      </Card>
    </Page>
  );
}
