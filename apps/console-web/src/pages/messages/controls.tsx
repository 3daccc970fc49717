import { apiPaths } from '@payments/console-api';
import { getRouteApi } from '@tanstack/react-router';
import { Download, RotateCw, Search } from 'lucide-react';
import { useState } from 'react';
import { withQuery } from '../../api/request.ts';
import { toLocalInput } from '../../format/times.ts';
import { Button } from '../../ui/button.tsx';
import { Choice, TextField } from '../../ui/field.tsx';
import { FilterFields } from './filter-fields.tsx';
import { filterParameter, type FilterSearch } from './message-filter.ts';

const route = getRouteApi('/topics/$topic/messages');

type Mode = NonNullable<ReturnType<typeof route.useSearch>['from']>;

const modes: readonly (readonly [Mode, string])[] = [
  ['newest', 'Newest first'],
  ['oldest', 'From the start'],
  ['offset', 'From an offset'],
  ['time', 'From a time'],
  ['tail', 'Live tail'],
  ['search', 'Search all of it'],
];

const hourMs = 3_600_000;

/** What is shown of a topic. Every choice is in the URL. */
export function Controls({ topic, partitions }: { readonly topic: string; readonly partitions: number }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { from: mode = 'newest' } = search;
  const [filter, setFilter] = useState<FilterSearch>(() => filterIn(search));
  const [offset, setOffset] = useState(String(search.offset ?? 0));
  const go = (change: Partial<typeof search>): void =>
    void navigate({ search: { ...search, ...change, record: undefined }, resetScroll: false });
  const choose = (next: Mode): void =>
    go({
      from: next,
      offset: next === 'offset' ? Number(offset) : undefined,
      partition: next === 'offset' ? (search.partition ?? 0) : search.partition,
      time: next === 'time' ? (search.time ?? Date.now() - hourMs) : undefined,
    });
  const canFilter = mode === 'tail' || mode === 'search';
  return (
    <form
      className="stack tight messages-controls"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        if (canFilter) go(filter);
        else if (mode === 'offset') go({ offset: Number(offset) || 0 });
      }}
    >
      <div className="filters">
        <Choice label="Show" value={mode} options={modes} onChange={(value) => choose(value as Mode)} />
        <PartitionChoice
          mode={mode}
          partitions={partitions}
          partition={search.partition}
          onChange={(partition) => go({ partition })}
        />
        {mode === 'offset' && (
          <TextField size="narrow" label="Offset" inputMode="numeric" value={offset} onChange={setOffset} />
        )}
        {(mode === 'time' || mode === 'search') && (
          <TimeField
            label={mode === 'time' ? 'Time' : 'Not before'}
            timeMs={search.time}
            onChange={(time) => go({ time })}
          />
        )}
        {mode === 'search' && (
          <TimeField label="Before" timeMs={search.until} onChange={(until) => go({ until })} />
        )}
        {!canFilter && mode === 'offset' && (
          <Button type="submit">
            <RotateCw size={14} aria-hidden /> Go
          </Button>
        )}
      </div>
      {canFilter && (
        <div className="filters">
          <FilterFields filter={filter} onChange={setFilter} />
          <Button type="submit" kind="main">
            <Search size={14} aria-hidden /> {mode === 'search' ? 'Search' : 'Apply'}
          </Button>
          {mode === 'search' && (
            <a
              className="button"
              download
              href={withQuery(apiPaths.messageDownload(topic), {
                filter: filterParameter(search),
                partition: search.partition,
                fromMs: search.time,
                toMs: search.until,
              })}
            >
              <Download size={14} aria-hidden /> Download
            </a>
          )}
        </div>
      )}
    </form>
  );
}

function filterIn({ text, key, header, has, field, operator, value }: FilterSearch): FilterSearch {
  return { text, key, header, has, field, operator, value };
}

interface PartitionChoiceProps {
  readonly mode: Mode;
  readonly partitions: number;
  readonly partition: number | undefined;
  readonly onChange: (partition: number | undefined) => void;
}

function PartitionChoice({ mode, partitions, partition, onChange }: PartitionChoiceProps) {
  const count = Math.max(partitions, (partition ?? 0) + 1);
  const each = Array.from({ length: count }, (_, index) => [String(index), String(index)] as const);
  return (
    <Choice
      size="narrow"
      label="Partition"
      value={String(partition ?? '')}
      options={mode === 'offset' ? each : [['', 'All'], ...each]}
      onChange={(value) => onChange(value === '' ? undefined : Number(value))}
    />
  );
}

interface TimeFieldProps {
  readonly label: string;
  readonly timeMs: number | undefined;
  readonly onChange: (timeMs: number | undefined) => void;
}

function TimeField({ label, timeMs, onChange }: TimeFieldProps) {
  return (
    <TextField
      label={label}
      type="datetime-local"
      step={1}
      value={timeMs === undefined ? '' : toLocalInput(timeMs)}
      onChange={(value) => onChange(value === '' ? undefined : new Date(value).getTime())}
    />
  );
}
