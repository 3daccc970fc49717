import { apiPaths, type ConnectorList, type ConnectorView } from '@payments/console-api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Cable, Plus } from 'lucide-react';
import { watch } from '../../api/queries.ts';
import { formatCount } from '../../format/numbers.ts';
import { useMayAct } from '../../shell/may-act.ts';
import { Page } from '../../shell/page.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Blank } from '../../ui/blank.tsx';
import { Card } from '../../ui/card.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Ago } from '../../ui/moment.tsx';
import { ConnectorActMenu } from './connector-acts.tsx';
import { ConnectorStateBadge } from './connector-state.tsx';

export function ConnectorsPage() {
  const mayAct = useMayAct();
  const query = useQuery(watch<ConnectorList>(apiPaths.connectors()));
  return (
    <Page
      title="Connectors"
      description="What carries tables into topics, and topics into tables and the archive."
      actions={
        mayAct && (
          <Link to="/new-connector" className="button" data-kind="main">
            <Plus size={15} aria-hidden /> Create a connector
          </Link>
        )
      }
    >
      <Card isFlush>
        <Loaded query={query}>
          {({ connectors }) => (
            <DataTable
              label="Connectors"
              columns={mayAct ? [...columns, actColumn] : columns}
              rows={connectors}
              rowKey={({ name }) => name}
              rowTone={(connector) => (hasFailed(connector) ? 'bad' : undefined)}
              blank={
                <Blank icon={Cable} title="No connectors">
                  <p>Create one from a JSON file, or from a form.</p>
                </Blank>
              }
            />
          )}
        </Loaded>
      </Card>
    </Page>
  );
}

function hasFailed({ state, tasks }: ConnectorView): boolean {
  return state === 'FAILED' || tasks.some((task) => task.state === 'FAILED');
}

const columns: readonly Column<ConnectorView>[] = [
  {
    id: 'name',
    name: 'Connector',
    width: 'minmax(150px, 1.6fr)',
    cell: ({ name }) => (
      <Link to="/connectors/$connector" params={{ connector: name }} className="strong" title={name}>
        {name}
      </Link>
    ),
  },
  {
    id: 'type',
    name: 'Kind',
    width: 'minmax(150px, 1.4fr)',
    cell: ({ type, connectorClass }) => (
      <span title={connectorClass}>
        {type} <span className="faint">{connectorClass.split('.').at(-1)}</span>
      </span>
    ),
  },
  { id: 'state', name: 'State', width: '116px', cell: ({ state }) => <ConnectorStateBadge state={state} /> },
  {
    id: 'tasks',
    name: 'Tasks',
    width: '120px',
    cell: ({ tasks }) => {
      const failed = tasks.filter(({ state }) => state === 'FAILED').length;
      return failed > 0 ? (
        <Badge tone="bad">
          {failed} of {tasks.length} failed
        </Badge>
      ) : (
        `${tasks.length}`
      );
    },
  },
  {
    id: 'lag',
    name: 'Lag',
    width: '92px',
    isNumber: true,
    cell: ({ lag }) =>
      lag === null ? (
        <span className="faint">–</span>
      ) : (
        <span className={lag > 0 ? 'warn strong' : 'muted'}>{formatCount(lag)}</span>
      ),
  },
  {
    id: 'last',
    name: 'Last record',
    width: '100px',
    cell: ({ lastRecordMs }) => <Ago timeMs={lastRecordMs} />,
  },
  {
    id: 'topics',
    name: 'Topics',
    width: 'minmax(130px, 1.4fr)',
    cell: ({ topics }) => (
      <span className="muted" title={topics.join('\n')}>
        {topics.join(', ')}
      </span>
    ),
  },
];

const actColumn: Column<ConnectorView> = {
  id: 'acts',
  name: 'Acts',
  isNameHidden: true,
  width: '44px',
  cell: (connector) => <ConnectorActMenu connector={connector} />,
};
