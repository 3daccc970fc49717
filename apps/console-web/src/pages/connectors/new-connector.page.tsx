import { apiPaths, type ConnectorCreation, type ConnectorView, type PluginList } from '@payments/console-api';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { read } from '../../api/queries.ts';
import { request } from '../../api/request.ts';
import { useMayAct } from '../../shell/may-act.ts';
import { Page } from '../../shell/page.tsx';
import { Note } from '../../ui/blank.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { useAct } from '../../ui/use-act.ts';
import { ConnectorForm } from './connector-form.tsx';
import { ConnectorJson } from './connector-json-form.tsx';

const route = getRouteApi('/new-connector');

const ways = [
  ['form', 'Form'],
  ['json', 'JSON'],
] as const;

export function NewConnectorPage() {
  const { plugin, as = 'form' } = route.useSearch();
  const navigate = route.useNavigate();
  const mayAct = useMayAct();
  const query = useQuery(read<PluginList>(apiPaths.connectorPlugins()));
  const creating = useAct<ConnectorCreation, ConnectorView>({
    run: (body) => request(apiPaths.connectors(), { method: 'POST', body }),
    done: ({ name }) => `${name} is created`,
    onDone: ({ name }) => void navigate({ to: '/connectors/$connector', params: { connector: name } }),
  });
  return (
    <Page title="Create a connector" above={<Link to="/connectors">Connectors</Link>}>
      {!mayAct && <Note tone="info">The console only reads at the moment.</Note>}
      <nav className="tabs" aria-label="Ways to create it">
        {ways.map(([id, label]) => (
          <Link
            key={id}
            to="/new-connector"
            search={{ plugin, as: id }}
            data-status={id === as ? 'active' : 'inactive'}
            aria-current={id === as ? 'page' : undefined}
            activeProps={{}}
          >
            {label}
          </Link>
        ))}
      </nav>
      {as === 'json' ? (
        <ConnectorJson creating={creating} />
      ) : (
        <Loaded query={query}>
          {({ plugins }) => (
            <ConnectorForm
              plugins={plugins}
              plugin={plugin}
              onPlugin={(next) => void navigate({ search: { plugin: next, as }, replace: true })}
              creating={creating}
            />
          )}
        </Loaded>
      )}
    </Page>
  );
}
