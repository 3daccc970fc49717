import type { TopicSummary } from '@payments/console-api';
import { Link } from '@tanstack/react-router';
import { formatBytes, formatCount } from '../../format/numbers.ts';
import { Badge } from '../../ui/badge.tsx';
import type { Column } from '../../ui/data-table.tsx';

export const topicColumns: readonly Column<TopicSummary>[] = [
  {
    id: 'name',
    name: 'Topic',
    width: 'minmax(180px, 3fr)',
    sortBy: ({ name }) => name,
    cell: ({ name }) => (
      <Link to="/topics/$topic/messages" params={{ topic: name }} className="strong" title={name}>
        {name}
      </Link>
    ),
  },
  {
    id: 'partitions',
    name: 'Partitions',
    width: '88px',
    isNumber: true,
    sortBy: ({ partitions }) => partitions,
    cell: ({ partitions }) => partitions,
  },
  {
    id: 'messages',
    name: 'Messages',
    width: '112px',
    isNumber: true,
    sortBy: ({ messages }) => messages,
    cell: ({ messages }) => (messages === null ? '–' : formatCount(messages)),
  },
  {
    id: 'size',
    name: 'Size',
    width: '88px',
    isNumber: true,
    sortBy: ({ sizeBytes }) => sizeBytes,
    cell: ({ sizeBytes }) => (sizeBytes === null ? '–' : formatBytes(sizeBytes)),
  },
  {
    id: 'lag',
    name: 'Lag',
    width: 'minmax(150px, 1.5fr)',
    isNumber: true,
    sortBy: ({ groups }) => (groups.length === 0 ? null : Math.max(...groups.map(({ lag }) => lag))),
    cell: ({ groups }) => <Lags groups={groups} />,
  },
  {
    id: 'replicas',
    name: 'Replicas',
    width: '136px',
    sortBy: ({ underReplicated, offline }) => offline * 1_000 + underReplicated,
    cell: ({ replicationFactor, underReplicated, offline }) => (
      <span className="row">
        <span className="num">{replicationFactor}</span>
        {offline > 0 && <Badge tone="bad">{offline} offline</Badge>}
        {offline === 0 && underReplicated > 0 && <Badge tone="warn">{underReplicated} behind</Badge>}
        {offline === 0 && underReplicated === 0 && <span className="faint">in sync</span>}
      </span>
    ),
  },
];

/** The group that has most to read; the others when it is pointed at. */
function Lags({ groups }: Pick<TopicSummary, 'groups'>) {
  const [worst, ...others] = groups.toSorted((one, other) => other.lag - one.lag);
  if (worst === undefined) return <span className="faint">nobody reads</span>;
  return (
    <span title={groups.map(({ group, lag }) => `${group}: ${formatCount(lag)}`).join('\n')}>
      <span className={worst.lag > 0 ? 'warn strong' : 'muted'}>{formatCount(worst.lag)}</span>{' '}
      <span className="faint">
        {worst.group}
        {others.length > 0 && ` +${others.length}`}
      </span>
    </span>
  );
}
