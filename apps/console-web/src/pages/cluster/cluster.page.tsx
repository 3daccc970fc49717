import { apiPaths, type BrokerConfig, type BrokerView, type ClusterView } from '@payments/console-api';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { watch } from '../../api/queries.ts';
import { request } from '../../api/request.ts';
import { ConfigCard } from '../../configuration/config-card.tsx';
import { formatBytes, formatCount } from '../../format/numbers.ts';
import { Page } from '../../shell/page.tsx';
import { Card, Stat, Stats } from '../../ui/card.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Brokers } from './brokers.tsx';
import { QuorumCard } from './quorum-card.tsx';

const route = getRouteApi('/cluster');
const configEveryMs = 10_000;

export function ClusterPage() {
  const query = useQuery(watch<ClusterView>(apiPaths.cluster()));
  const { broker } = route.useSearch();
  return (
    <Page
      title="Cluster"
      description="The brokers by region, and the controllers that keep the cluster’s metadata by Raft: what ZooKeeper used to do."
    >
      <Loaded query={query}>
        {(cluster) => {
          const shown = broker ?? cluster.brokers[0]?.id;
          return (
            <>
              <Summary cluster={cluster} />
              <Brokers cluster={cluster} shown={shown} />
              <QuorumCard quorum={cluster.quorum} />
              {shown !== undefined && <BrokerConfiguration key={shown} id={shown} />}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

function Summary({ cluster: { clusterId, brokers, controllerId } }: { readonly cluster: ClusterView }) {
  const sum = (count: (broker: BrokerView) => number): number =>
    brokers.reduce((total, each) => total + count(each), 0);
  const up = brokers.filter(({ isUp }) => isUp).length;
  return (
    <Card>
      <Stats>
        <Stat name="Brokers up">
          {up} <small>of {brokers.length}</small>
        </Stat>
        <Stat name="Active controller">{controllerId ?? 'none'}</Stat>
        <Stat name="Partitions led">{formatCount(sum(({ leaders }) => leaders))}</Stat>
        <Stat name="Replicas out of sync">{formatCount(sum(({ outOfSync }) => outOfSync))}</Stat>
        <Stat name="On disk">{formatBytes(sum(({ sizeBytes }) => sizeBytes ?? 0))}</Stat>
        <Stat name="Cluster id">
          <small className="mono">{clusterId}</small>
        </Stat>
      </Stats>
    </Card>
  );
}

function BrokerConfiguration({ id }: { readonly id: number }) {
  const { q, all } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(watch<BrokerConfig>(apiPaths.brokerConfig(id), undefined, configEveryMs));
  return (
    <section className="stack tight">
      <h2>Configuration of broker {id}</h2>
      <Loaded query={query}>
        {({ config }) => (
          <ConfigCard
            of={`broker ${id}`}
            entries={config}
            view={{ q, all }}
            onView={(view) =>
              void navigate({
                search: (search) => ({ ...search, ...view }),
                replace: true,
                resetScroll: false,
              })
            }
            change={(change) => request(apiPaths.brokerConfig(id), { method: 'PATCH', body: change })}
          />
        )}
      </Loaded>
    </section>
  );
}
