import './messages.css';
import { getRouteApi } from '@tanstack/react-router';
import { useTopic } from '../topics/topic.page.tsx';
import { Browse } from './browse.tsx';
import { Controls } from './controls.tsx';
import { filterParameter } from './message-filter.ts';
import { RecordPanel } from './record-panel.tsx';
import { parseRecordId, recordId, type RecordId } from './record-id.ts';
import { SearchResults } from './search-results.tsx';
import { Tail } from './tail.tsx';

const route = getRouteApi('/topics/$topic/messages');

/** The records of a topic: browsed, followed or searched, and one of them in full. */
export function Messages() {
  const { name, query } = useTopic();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { from = 'newest', partition, record } = search;
  const open = (id: RecordId | undefined): void =>
    void navigate({
      search: (before) => ({ ...before, record: id === undefined ? undefined : recordId(id) }),
      resetScroll: false,
      replace: record !== undefined,
    });
  const opened = parseRecordId(record);
  const list = { topic: name, opened: record, onOpen: open };
  const filter = filterParameter(search);
  const key = JSON.stringify({ name, ...search, record: undefined });
  return (
    <div className="with-panel" data-open={opened !== undefined}>
      <div className="card messages-list">
        <Controls key={`controls of ${key}`} topic={name} partitions={query.data?.partitions ?? 0} />
        {from === 'tail' && <Tail key={key} {...list} filter={filter} partition={partition} />}
        {from === 'search' && <SearchResults key={key} {...list} filter={filter} search={search} />}
        {from !== 'tail' && from !== 'search' && (
          <Browse
            key={key}
            {...list}
            from={from}
            partition={partition}
            offset={search.offset}
            time={search.time}
          />
        )}
      </div>
      {opened !== undefined && (
        <RecordPanel key={record} topic={name} id={opened} onClose={() => open(undefined)} onOpen={open} />
      )}
    </div>
  );
}
