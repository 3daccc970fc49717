import { apiPaths } from '@payments/console-api';
import { pageSizes } from '../api/page-sizes.ts';
import { withQuery } from '../api/request.ts';

/** What a page is made of: its code, and what it asks the API for first. */
interface PagePart {
  readonly load: () => Promise<unknown>;
  /** Exactly as the page asks, so that it finds the answer: a test counts what is asked for twice. */
  readonly reads?: (name: string, search: URLSearchParams) => readonly string[];
  /** It is around the pages below its path as well. */
  readonly isAround?: boolean;
}

/** The parts of every page by its path, here so that they are asked for before the code that puts them together is there. */
export const pageParts = {
  '/': {
    load: () => import('../pages/overview/overview.page.tsx'),
    reads: () => [apiPaths.overview()],
  },
  '/payments': {
    load: () => import('../pages/payments/payments.page.tsx'),
    reads: (_, search) => [
      withQuery(apiPaths.payments(), {
        userId: given(search, 'user'),
        status: given(search, 'status'),
        day: given(search, 'day'),
        limit: pageSizes.payments,
      }),
    ],
  },
  '/topics': {
    load: () => import('../pages/topics/topics.page.tsx'),
    reads: () => [apiPaths.topics()],
  },
  '/topics/$topic': {
    load: () => import('../pages/topics/topic.page.tsx'),
    reads: (topic) => [apiPaths.topic(topic)],
    isAround: true,
  },
  '/topics/$topic/messages': {
    load: () => import('../pages/messages/messages.tsx'),
    reads: (topic, search) => {
      const from = given(search, 'from') ?? 'newest';
      if (from !== 'newest' && from !== 'oldest') return [];
      const partition = given(search, 'partition');
      return [withQuery(apiPaths.messages(topic), { from, partition, limit: pageSizes.messages })];
    },
  },
  '/topics/$topic/partitions': { load: () => import('../pages/topics/partitions.tsx') },
  '/topics/$topic/groups': { load: () => import('../pages/topics/readers.tsx') },
  '/topics/$topic/configuration': { load: () => import('../pages/topics/topic-config.tsx') },
  '/groups': {
    load: () => import('../pages/groups/groups.page.tsx'),
    reads: () => [apiPaths.groups()],
  },
  '/groups/$group': {
    load: () => import('../pages/groups/group.page.tsx'),
    reads: (group) => [apiPaths.group(group)],
  },
  '/dead-letters': {
    load: () => import('../pages/dead-letters/dead-letters.page.tsx'),
    reads: () => [apiPaths.deadLetters()],
  },
  '/dead-letters/$group': {
    load: () => import('../pages/dead-letters/letters.page.tsx'),
    reads: (group) => [withQuery(apiPaths.deadLettersOf(group), { limit: pageSizes.deadLetters })],
  },
  '/connectors': {
    load: () => import('../pages/connectors/connectors.page.tsx'),
    reads: () => [apiPaths.connectors()],
  },
  '/new-connector': {
    load: () => import('../pages/connectors/new-connector.page.tsx'),
    reads: () => [apiPaths.connectorPlugins()],
  },
  '/connectors/$connector': {
    load: () => import('../pages/connectors/connector.page.tsx'),
    reads: (connector) => [apiPaths.connector(connector)],
  },
  '/archive': {
    load: () => import('../pages/archive/archive.page.tsx'),
    reads: (_, search) =>
      search.has('object')
        ? []
        : [
            withQuery(apiPaths.archive(), { prefix: given(search, 'prefix') ?? 'topics/' }),
            apiPaths.archiveProofs(),
          ],
  },
  '/cluster': {
    load: () => import('../pages/cluster/cluster.page.tsx'),
    reads: () => [apiPaths.cluster()],
  },
} as const satisfies Readonly<Record<string, PagePart>>;

function given(search: URLSearchParams, name: string): string | undefined {
  return search.get(name) ?? undefined;
}

/** The parts of the page at a path, and the name in it. A name that a URL has to encode is left to the router. */
export function partsAt(path: string): { readonly part: PagePart; readonly name: string }[] {
  return Object.entries<PagePart>(pageParts).flatMap(([pattern, part]) => {
    const here = pattern.replace(/\$\w+/, '([^/%]+)');
    const found = new RegExp(`^${here}${part.isAround === true ? '(?:/|$)' : '/?$'}`).exec(path);
    return found === null ? [] : [{ part, name: found[1] ?? '' }];
  });
}
