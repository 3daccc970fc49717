import { apiPaths, type MessagePage, type MessageQuery } from '@payments/console-api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Inbox } from 'lucide-react';
import { pageSizes } from '../../api/page-sizes.ts';
import { problemOf } from '../../api/problem.ts';
import { firstPage } from '../../api/queries.ts';
import { request } from '../../api/request.ts';
import { Blank, Skeleton, Trouble } from '../../ui/blank.tsx';
import { Button } from '../../ui/button.tsx';
import { MessageList, type MessageListProps } from './message-list.tsx';

interface BrowseProps extends Pick<MessageListProps, 'opened' | 'onOpen'> {
  readonly topic: string;
  readonly from: NonNullable<MessageQuery['from']>;
  readonly partition: number | undefined;
  readonly offset: number | undefined;
  readonly time: number | undefined;
}

/** Records from a place on, a page after the other. */
export function Browse({ topic, from, partition, offset, time, ...list }: BrowseProps) {
  const path = apiPaths.messages(topic);
  const place = from === 'offset' ? { offset: offset ?? 0, partition: partition ?? 0 } : { partition };
  const query = { from, ...place, ...(from === 'time' && { timeMs: time }), limit: pageSizes.messages };
  const { data, error, isFetching, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: [path, query],
    queryFn: ({ pageParam, signal }) =>
      request<MessagePage>(path, { query: { ...query, cursor: pageParam }, signal }),
    initialData: () => firstPage<MessagePage>(path, query),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
  if (data === undefined) {
    return (
      <div className="messages-body">
        {error === null ? <Skeleton lines={8} height={24} /> : <Trouble problem={problemOf(error)} />}
      </div>
    );
  }
  return (
    <>
      {error !== null && <Trouble problem={problemOf(error)} />}
      <MessageList
        {...list}
        messages={data.pages.flatMap(({ messages }) => messages)}
        blank={
          <Blank icon={Inbox} title="No records here">
            <p>
              {from === 'newest' || from === 'oldest'
                ? 'Nothing has been written, or it has been forgotten.'
                : 'Nothing from this place on.'}
            </p>
          </Blank>
        }
      />
      <div className="list-more row">
        <Button disabled={isFetching} onClick={() => void refetch()}>
          Look again
        </Button>
        {hasNextPage && (
          <Button disabled={isFetching} onClick={() => void fetchNextPage()}>
            {from === 'newest' ? 'Show older ones' : 'Show more'}
          </Button>
        )}
      </div>
    </>
  );
}
