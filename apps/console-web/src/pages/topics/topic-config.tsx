import { apiPaths } from '@payments/console-api';
import { getRouteApi } from '@tanstack/react-router';
import { request } from '../../api/request.ts';
import { ConfigCard } from '../../configuration/config-card.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { useTopic } from './topic.page.tsx';

const route = getRouteApi('/topics/$topic/configuration');

export function TopicConfig() {
  const { name, query } = useTopic();
  const view = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Loaded query={query}>
      {({ config }) => (
        <ConfigCard
          of={name}
          entries={config}
          view={view}
          onView={(search) => void navigate({ search, replace: true })}
          change={(change) => request(apiPaths.topicConfig(name), { method: 'PATCH', body: change })}
        />
      )}
    </Loaded>
  );
}
