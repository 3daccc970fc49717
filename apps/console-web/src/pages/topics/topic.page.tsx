import { apiPaths, type TopicDetail } from '@payments/console-api';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Outlet } from '@tanstack/react-router';
import { watch } from '../../api/queries.ts';
import { formatBytes, formatCount } from '../../format/numbers.ts';
import { useMayAct } from '../../shell/may-act.ts';
import { Page } from '../../shell/page.tsx';
import { Badge } from '../../ui/badge.tsx';
import { TopicActs } from './topic-acts.tsx';

const route = getRouteApi('/topics/$topic');

/** The topic that is looked at. */
export function useTopic() {
  const { topic } = route.useParams();
  return { name: topic, query: useQuery(watch<TopicDetail>(apiPaths.topic(topic))) };
}

const tabs = [
  ['/topics/$topic/messages', 'Messages'],
  ['/topics/$topic/partitions', 'Partitions'],
  ['/topics/$topic/groups', 'Groups'],
  ['/topics/$topic/configuration', 'Configuration'],
] as const;

export function TopicPage() {
  const { name, query } = useTopic();
  const mayAct = useMayAct();
  return (
    <Page
      title={name}
      above={<Link to="/topics">Topics</Link>}
      beside={query.data !== undefined && <Signs topic={query.data} />}
      actions={mayAct && query.data !== undefined && <TopicActs topic={query.data} />}
    >
      <nav className="tabs" aria-label="Parts of the topic">
        {tabs.map(([to, label]) => (
          <Link key={to} to={to} params={{ topic: name }} activeOptions={{ includeSearch: false }}>
            {label}
          </Link>
        ))}
      </nav>
      <Outlet />
    </Page>
  );
}

function Signs({ topic }: { readonly topic: TopicDetail }) {
  const { partitions, messages, sizeBytes, underReplicated, offline, isInternal } = topic;
  return (
    <>
      {isInternal && <Badge tone="info">Kafka’s own</Badge>}
      <Badge>{partitions} partitions</Badge>
      {messages !== null && <Badge>{formatCount(messages)} messages</Badge>}
      {sizeBytes !== null && <Badge>{formatBytes(sizeBytes)}</Badge>}
      {offline > 0 && <Badge tone="bad">{offline} offline</Badge>}
      {underReplicated > 0 && <Badge tone="warn">{underReplicated} under-replicated</Badge>}
    </>
  );
}
