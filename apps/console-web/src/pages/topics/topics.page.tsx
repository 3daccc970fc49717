import { apiPaths, type TopicList, type TopicSummary } from '@payments/console-api';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Layers, Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { watch } from '../../api/queries.ts';
import { useMayAct } from '../../shell/may-act.ts';
import { Page } from '../../shell/page.tsx';
import { Blank, Skeleton } from '../../ui/blank.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Check, TextField } from '../../ui/field.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { CreateTopic } from './create-topic.tsx';
import { topicColumns } from './topic-columns.tsx';

const route = getRouteApi('/topics');

export function TopicsPage() {
  const { q = '', sort = 'name', internal } = route.useSearch();
  const navigate = route.useNavigate();
  const mayAct = useMayAct();
  const [isCreating, setCreating] = useState(false);
  const query = useQuery(watch<TopicList>(apiPaths.topics()));
  const topics = useMemo(
    () => shownTopics(query.data?.topics ?? [], q, internal === 'shown'),
    [query.data, q, internal],
  );
  const change = (search: {
    readonly q?: string | undefined;
    readonly sort?: string;
    readonly internal?: 'shown' | undefined;
  }) => void navigate({ search: (before) => ({ ...before, ...search }), replace: true, resetScroll: false });
  return (
    <Page
      title="Topics"
      description="Where records are kept, in partitions, in the order in which they came."
      actions={
        mayAct && (
          <Button kind="main" onClick={() => setCreating(true)}>
            <Plus size={15} aria-hidden /> Create a topic
          </Button>
        )
      }
    >
      <Card isFlush>
        <div className="filters filters-top" role="search">
          <TextField
            size="wide"
            label="Name contains"
            type="search"
            value={q}
            onChange={(value) => change({ q: value || undefined })}
          />
          <Check
            label="Kafka’s own"
            isOn={internal === 'shown'}
            onChange={(isOn) => change({ internal: isOn ? 'shown' : undefined })}
          />
        </div>
        <Loaded query={query} skeleton={<Skeleton lines={8} height={26} />}>
          {() => (
            <DataTable
              label="Topics"
              columns={topicColumns}
              rows={topics}
              rowKey={({ name }) => name}
              rowTone={({ offline, underReplicated }) =>
                offline > 0 ? 'bad' : underReplicated > 0 ? 'warn' : undefined
              }
              sort={sort}
              onSort={(next) => change({ sort: next })}
              blank={
                <Blank icon={Layers} title="No topics">
                  <p>{q === '' ? 'This cluster has none yet.' : `None has “${q}” in its name.`}</p>
                </Blank>
              }
            />
          )}
        </Loaded>
      </Card>
      {isCreating && <CreateTopic onClose={() => setCreating(false)} />}
    </Page>
  );
}

function shownTopics(topics: readonly TopicSummary[], wanted: string, withInternal: boolean): TopicSummary[] {
  const lower = wanted.toLowerCase();
  return topics.filter(
    ({ name, isInternal }) => (withInternal || !isInternal) && name.toLowerCase().includes(lower),
  );
}
