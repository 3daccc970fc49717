import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { NotFound } from '../shell/not-found.tsx';
import { PageTrouble } from '../shell/page-trouble.tsx';
import { Shell } from '../shell/shell.tsx';
import { pageParts } from './page-parts.ts';
import { oneOf, parseSearch, searchOf, stringifySearch, text, whole } from './search.ts';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });
const getParentRoute = () => root;

const overview = createRoute({
  getParentRoute,
  path: '/',
  component: lazyRouteComponent(pageParts['/'].load, 'OverviewPage'),
});

const payments = createRoute({
  getParentRoute,
  path: '/payments',
  validateSearch: searchOf({
    user: text,
    status: oneOf('pending', 'approved', 'rejected'),
    day: text,
    /** Looked at beside the list. */
    payment: text,
  }),
  component: lazyRouteComponent(pageParts['/payments'].load, 'PaymentsPage'),
});

const topics = createRoute({
  getParentRoute,
  path: '/topics',
  validateSearch: searchOf({ q: text, sort: text, internal: oneOf('shown') }),
  component: lazyRouteComponent(pageParts['/topics'].load, 'TopicsPage'),
});

const topic = createRoute({
  getParentRoute,
  path: '/topics/$topic',
  component: lazyRouteComponent(pageParts['/topics/$topic'].load, 'TopicPage'),
});

const topicStart = createRoute({
  getParentRoute: () => topic,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/topics/$topic/messages', params, replace: true });
  },
});

const topicMessages = createRoute({
  getParentRoute: () => topic,
  path: '/messages',
  validateSearch: searchOf({
    from: oneOf('newest', 'oldest', 'offset', 'time', 'tail', 'search'),
    partition: whole,
    offset: whole,
    time: whole,
    until: whole,
    text,
    key: text,
    header: text,
    has: text,
    field: text,
    operator: oneOf('is', 'contains', 'greater', 'less', 'exists'),
    value: text,
    /** The record that is open: `<partition>@<offset>`. */
    record: text,
  }),
  component: lazyRouteComponent(pageParts['/topics/$topic/messages'].load, 'Messages'),
});

const topicPartitions = createRoute({
  getParentRoute: () => topic,
  path: '/partitions',
  component: lazyRouteComponent(pageParts['/topics/$topic/partitions'].load, 'Partitions'),
});

const topicGroups = createRoute({
  getParentRoute: () => topic,
  path: '/groups',
  component: lazyRouteComponent(pageParts['/topics/$topic/groups'].load, 'Readers'),
});

const topicConfig = createRoute({
  getParentRoute: () => topic,
  path: '/configuration',
  validateSearch: searchOf({ q: text, all: oneOf('shown') }),
  component: lazyRouteComponent(pageParts['/topics/$topic/configuration'].load, 'TopicConfig'),
});

const groups = createRoute({
  getParentRoute,
  path: '/groups',
  validateSearch: searchOf({ q: text, sort: text }),
  component: lazyRouteComponent(pageParts['/groups'].load, 'GroupsPage'),
});

const group = createRoute({
  getParentRoute,
  path: '/groups/$group',
  component: lazyRouteComponent(pageParts['/groups/$group'].load, 'GroupPage'),
});

const deadLetters = createRoute({
  getParentRoute,
  path: '/dead-letters',
  component: lazyRouteComponent(pageParts['/dead-letters'].load, 'DeadLettersPage'),
});

const deadLettersOf = createRoute({
  getParentRoute,
  path: '/dead-letters/$group',
  validateSearch: searchOf({ letter: whole, show: oneOf('all') }),
  component: lazyRouteComponent(pageParts['/dead-letters/$group'].load, 'LettersPage'),
});

const connectors = createRoute({
  getParentRoute,
  path: '/connectors',
  component: lazyRouteComponent(pageParts['/connectors'].load, 'ConnectorsPage'),
});

const newConnector = createRoute({
  getParentRoute,
  path: '/new-connector',
  validateSearch: searchOf({ plugin: text, as: oneOf('form', 'json') }),
  component: lazyRouteComponent(pageParts['/new-connector'].load, 'NewConnectorPage'),
});

const connector = createRoute({
  getParentRoute,
  path: '/connectors/$connector',
  validateSearch: searchOf({ tab: oneOf('tasks', 'configuration', 'offsets') }),
  component: lazyRouteComponent(pageParts['/connectors/$connector'].load, 'ConnectorPage'),
});

const archive = createRoute({
  getParentRoute,
  path: '/archive',
  validateSearch: searchOf({ prefix: text, object: text, offset: whole }),
  component: lazyRouteComponent(pageParts['/archive'].load, 'ArchivePage'),
});

const cluster = createRoute({
  getParentRoute,
  path: '/cluster',
  validateSearch: searchOf({ broker: whole, q: text, all: oneOf('shown') }),
  component: lazyRouteComponent(pageParts['/cluster'].load, 'ClusterPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    overview,
    payments,
    topics,
    topic.addChildren([topicStart, topicMessages, topicPartitions, topicGroups, topicConfig]),
    groups,
    group,
    deadLetters,
    deadLettersOf,
    connectors,
    newConnector,
    connector,
    archive,
    cluster,
  ]),
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultErrorComponent: PageTrouble,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
