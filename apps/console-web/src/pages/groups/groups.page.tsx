import { apiPaths, type GroupList, type GroupSummary } from '@payments/console-api';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { UsersRound } from 'lucide-react';
import { useMemo } from 'react';
import { watch } from '../../api/queries.ts';
import { Page } from '../../shell/page.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Blank, Skeleton } from '../../ui/blank.tsx';
import { Card } from '../../ui/card.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { TextField } from '../../ui/field.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Sparkline } from '../../ui/sparkline.tsx';
import { GroupStateBadge } from './group-state.tsx';
import { Lag } from './lag.tsx';

const route = getRouteApi('/groups');

export function GroupsPage() {
  const { q = '', sort = '-lag' } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(watch<GroupList>(apiPaths.groups()));
  const groups = useMemo(
    () => (query.data?.groups ?? []).filter(({ group }) => group.toLowerCase().includes(q.toLowerCase())),
    [query.data, q],
  );
  return (
    <Page title="Groups" description="Who reads, how far they are, and what waits for them.">
      <Card isFlush>
        <div className="filters filters-top" role="search">
          <TextField
            size="wide"
            label="Name contains"
            type="search"
            value={q}
            onChange={(value) => void navigate({ search: { q: value || undefined, sort }, replace: true })}
          />
        </div>
        <Loaded query={query} skeleton={<Skeleton lines={6} height={26} />}>
          {() => (
            <DataTable
              label="Groups"
              columns={columns}
              rows={groups}
              rowKey={({ group }) => group}
              sort={sort}
              onSort={(next) =>
                void navigate({
                  search: { q: q || undefined, sort: next },
                  replace: true,
                  resetScroll: false,
                })
              }
              blank={
                <Blank icon={UsersRound} title="No groups">
                  <p>{q === '' ? 'Nobody has read with a group yet.' : `None has “${q}” in its name.`}</p>
                </Blank>
              }
            />
          )}
        </Loaded>
      </Card>
    </Page>
  );
}

const columns: readonly Column<GroupSummary>[] = [
  {
    id: 'group',
    name: 'Group',
    width: 'minmax(180px, 2fr)',
    sortBy: ({ group }) => group,
    cell: ({ group }) => (
      <Link to="/groups/$group" params={{ group }} className="strong" title={group}>
        {group}
      </Link>
    ),
  },
  {
    id: 'state',
    name: 'State',
    width: '116px',
    sortBy: ({ state }) => state,
    cell: ({ state }) => <GroupStateBadge state={state} />,
  },
  {
    id: 'members',
    name: 'Members',
    width: '130px',
    isNumber: true,
    sortBy: ({ members }) => members,
    cell: ({ members, idleMembers }) => (
      <>
        {members} {idleMembers > 0 && <Badge tone="info">{idleMembers} idle</Badge>}
      </>
    ),
  },
  {
    id: 'lag',
    name: 'Lag',
    width: '100px',
    isNumber: true,
    sortBy: ({ lag }) => lag ?? -1,
    cell: ({ lag }) => <Lag lag={lag} />,
  },
  {
    id: 'history',
    name: 'Ten minutes',
    width: '110px',
    cell: ({ lagHistory }) => <Sparkline values={lagHistory.map(({ lag }) => lag)} />,
  },
  {
    id: 'topics',
    name: 'Topics',
    width: 'minmax(160px, 2fr)',
    cell: ({ topics }) => <span title={topics.join('\n')}>{topics.join(', ')}</span>,
  },
];
