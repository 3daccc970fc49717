import { type NonUndefinedGuard, QueryClient, queryOptions } from '@tanstack/react-query';
import { apiPaths, type ConsoleSession } from '@payments/console-api';
import { takeAnswer } from './early-reads.ts';
import { type QueryValues, request, withQuery } from './request.ts';

const [moveMs, tryAgainMs] = [2_000, 3_000];

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: false,
      staleTime: 1_000,
      // What is shown moves by itself; what failed is asked for again until it answers.
      refetchInterval: (query) => (query.state.status === 'error' ? tryAgainMs : false),
    },
  },
});

/** The answer to a GET, under its path and query. */
export function read<Answer>(path: string, query?: QueryValues) {
  return queryOptions({
    queryKey: query === undefined ? [path] : [path, query],
    queryFn: ({ signal }) => request<Answer>(path, { query, signal }),
    initialData: () => takeAnswer(withQuery(path, query)) as NonUndefinedGuard<Answer> | undefined,
  });
}

/** The same, asked for again and again while it is looked at. */
export function watch<Answer>(path: string, query?: QueryValues, everyMs = moveMs) {
  return { ...read<Answer>(path, query), refetchInterval: everyMs };
}

export const session = { ...read<ConsoleSession>(apiPaths.session()), staleTime: Infinity };

/** The first page of a list that goes on, if it was asked for early. */
export function firstPage<Page>(path: string, query: QueryValues) {
  const page = takeAnswer(withQuery(path, query)) as Page | undefined;
  return page === undefined ? undefined : { pages: [page], pageParams: [undefined] };
}
