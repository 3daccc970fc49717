import { apiPaths, type ArchivedMessage, type ArchiveObject } from '@payments/console-api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useMemo } from 'react';
import { problemOf } from '../../api/problem.ts';
import { request } from '../../api/request.ts';
import { formatBytes, formatCount } from '../../format/numbers.ts';
import { Badge } from '../../ui/badge.tsx';
import { Note, Skeleton, Trouble } from '../../ui/blank.tsx';
import { Button } from '../../ui/button.tsx';
import { Card, Facts } from '../../ui/card.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Moment } from '../../ui/moment.tsx';
import { BytesText, BytesView } from '../../ui/record-text.tsx';
import { HeaderList } from '../messages/header-list.tsx';
import { nameOf, parentOf } from './archive-path.ts';

interface ObjectCardProps {
  readonly objectKey: string;
  /** The record that is open. */
  readonly offset: number | undefined;
}

const route = getRouteApi('/archive');
const pageSize = 100;

/** An object of the archive: what vouches for it, and the records in it. */
export function ObjectCard({ objectKey, offset }: ObjectCardProps) {
  const navigate = route.useNavigate();
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: [apiPaths.archiveObject(), objectKey],
    queryFn: ({ pageParam, signal }) =>
      request<ArchiveObject>(apiPaths.archiveObject(), {
        query: { key: objectKey, after: pageParam, limit: pageSize },
        signal,
      }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ hasMore, records }) => (hasMore ? records?.at(-1)?.offset : undefined),
  });
  const records = data?.pages.flatMap((page) => page.records ?? []) ?? [];
  const [first] = data?.pages ?? [];
  const opened = records.find((record) => record.offset === offset);
  const columns = useMemo(
    () =>
      columnsFor(
        offset,
        (next) => void navigate({ search: (search) => ({ ...search, offset: next }), resetScroll: false }),
      ),
    [offset, navigate],
  );
  return (
    <div className="stack">
      <Card
        title={nameOf(objectKey)}
        isFlush
        actions={
          <Link
            to="/archive"
            search={{ prefix: parentOf(objectKey) }}
            className="button icon"
            data-kind="quiet"
            aria-label="Close the object"
          >
            <X size={15} aria-hidden />
          </Link>
        }
      >
        <div className="object-facts stack tight">
          {error !== null && <Trouble problem={problemOf(error)} />}
          {first === undefined ? error === null && <Skeleton /> : <ObjectFacts object={first} />}
        </div>
        {records.length > 0 && (
          <DataTable
            label={`Records in ${nameOf(objectKey)}`}
            columns={columns}
            rows={records}
            rowKey={(record) => String(record.offset)}
          />
        )}
        {hasNextPage && (
          <div className="list-more">
            <Button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              Show more
            </Button>
          </div>
        )}
      </Card>
      {opened !== undefined && <ArchivedRecord record={opened} />}
    </div>
  );
}

function ObjectFacts({ object: { manifest, problem } }: { readonly object: ArchiveObject }) {
  return (
    <>
      {problem !== null && <Note tone="bad">{problem}</Note>}
      {manifest === null ? (
        <Note tone="warn">No manifest vouches for this object.</Note>
      ) : (
        <Facts
          facts={[
            [
              'Topic',
              <Link key="topic" to="/topics/$topic/messages" params={{ topic: manifest.topic }}>
                {manifest.topic}, partition {manifest.partition}
              </Link>,
            ],
            [
              'Offsets',
              <span key="offsets" className="num">
                {manifest.offsets}
              </span>,
            ],
            [
              'Records',
              `${formatCount(manifest.records)}, ${formatBytes(manifest.bytes)}, ${manifest.format}`,
            ],
            ['Written by', manifest.connector],
            [
              'SHA-256',
              <span key="hash" className="row wrap">
                <span className="mono small">{manifest.sha256.slice(0, 16)}…</span>
                {problem === null && <Badge tone="good">as the manifest says</Badge>}
              </span>,
            ],
          ]}
        />
      )}
    </>
  );
}

function ArchivedRecord({ record: { offset, key, value, headers } }: { readonly record: ArchivedMessage }) {
  return (
    <Card title={`Offset ${offset}`}>
      <div className="stack">
        <BytesView bytes={key} label="Key" />
        {headers.length > 0 && <HeaderList headers={headers} />}
        <BytesView bytes={value} label="Value" />
      </div>
    </Card>
  );
}

function columnsFor(opened: number | undefined, open: (offset: number) => void): Column<ArchivedMessage>[] {
  return [
    {
      id: 'offset',
      name: 'Offset',
      width: '110px',
      cell: ({ offset }) => (
        <button
          type="button"
          className="record-link num"
          aria-pressed={offset === opened}
          onClick={() => open(offset)}
        >
          {offset}
        </button>
      ),
    },
    { id: 'time', name: 'Time', width: '192px', cell: ({ timestampMs }) => <Moment timeMs={timestampMs} /> },
    {
      id: 'value',
      name: 'Value',
      width: 'minmax(160px, 1fr)',
      cell: ({ value }) => (
        <span className="mono muted">
          <BytesText bytes={value} />
        </span>
      ),
    },
  ];
}
