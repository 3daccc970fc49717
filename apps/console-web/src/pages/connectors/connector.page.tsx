import { apiPaths, type ConnectorView } from '@payments/console-api';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { watch } from '../../api/queries.ts';
import { formatCount } from '../../format/numbers.ts';
import { useMayAct } from '../../shell/may-act.ts';
import { Page } from '../../shell/page.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Card, Facts } from '../../ui/card.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Ago } from '../../ui/moment.tsx';
import { ConnectorActMenu } from './connector-acts.tsx';
import { ConnectorConfig } from './connector-config.tsx';
import { ConnectorOffsetsCard } from './connector-offsets.tsx';
import { ConnectorStateBadge } from './connector-state.tsx';
import { Tasks } from './tasks.tsx';

const route = getRouteApi('/connectors/$connector');

const tabs = [
  ['tasks', 'Tasks'],
  ['configuration', 'Configuration'],
  ['offsets', 'Offsets'],
] as const;

export function ConnectorPage() {
  const { connector: name } = route.useParams();
  const { tab = 'tasks' } = route.useSearch();
  const mayAct = useMayAct();
  const query = useQuery(watch<ConnectorView>(apiPaths.connector(name)));
  return (
    <Page
      title={name}
      above={<Link to="/connectors">Connectors</Link>}
      beside={query.data !== undefined && <ConnectorStateBadge state={query.data.state} />}
      actions={mayAct && query.data !== undefined && <ConnectorActMenu connector={query.data} />}
    >
      <nav className="tabs" aria-label="Parts of the connector">
        {tabs.map(([id, label]) => (
          <Link
            key={id}
            to="/connectors/$connector"
            params={{ connector: name }}
            search={{ tab: id }}
            data-status={id === tab ? 'active' : 'inactive'}
            aria-current={id === tab ? 'page' : undefined}
            activeProps={{}}
          >
            {label}
          </Link>
        ))}
      </nav>
      <Loaded query={query}>
        {(connector) => (
          <>
            {tab === 'tasks' && (
              <>
                <Summary connector={connector} />
                <Tasks connector={connector} />
              </>
            )}
            {tab === 'configuration' && <ConnectorConfig key={name} connector={connector} />}
            {tab === 'offsets' && <ConnectorOffsetsCard connector={connector} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Summary({ connector }: { readonly connector: ConnectorView }) {
  const { type, connectorClass, workerId, topics, lag, lastRecordMs } = connector;
  return (
    <Card>
      <Facts
        facts={[
          ['Kind', `${type}, ${connectorClass}`],
          ['Worker', workerId],
          ['Lag', lag === null ? null : formatCount(lag)],
          ['Last record', <Ago key="last" timeMs={lastRecordMs} />],
          [
            'Topics',
            topics.length === 0 ? null : (
              <span key="topics" className="row wrap">
                {topics.map((topic) => (
                  <Link key={topic} to="/topics/$topic/messages" params={{ topic }}>
                    <Badge tone="accent">{topic}</Badge>
                  </Link>
                ))}
              </span>
            ),
          ],
        ]}
      />
    </Card>
  );
}
