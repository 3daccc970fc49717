import type { TopicPartition } from '@payments/console-api';
import { Link } from '@tanstack/react-router';
import { formatBytes, formatCount } from '../../format/numbers.ts';
import { Badge } from '../../ui/badge.tsx';
import { Card } from '../../ui/card.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { useTopic } from './topic.page.tsx';

const known = (value: number | null): string => (value === null ? '–' : formatCount(value));

const columns: readonly Column<TopicPartition & { readonly topic: string }>[] = [
  {
    id: 'partition',
    name: 'Partition',
    width: '80px',
    cell: ({ topic, partition }) => (
      <Link to="/topics/$topic/messages" params={{ topic }} search={{ partition }} className="strong">
        {partition}
      </Link>
    ),
  },
  {
    id: 'earliest',
    name: 'First offset',
    width: '1fr',
    isNumber: true,
    cell: ({ earliest }) => known(earliest),
  },
  { id: 'latest', name: 'End offset', width: '1fr', isNumber: true, cell: ({ latest }) => known(latest) },
  {
    id: 'messages',
    name: 'Between',
    width: '1fr',
    isNumber: true,
    cell: ({ earliest, latest }) =>
      earliest === null || latest === null ? '–' : formatCount(latest - earliest),
  },
  {
    id: 'size',
    name: 'Size',
    width: '1fr',
    isNumber: true,
    cell: ({ sizeBytes }) => (sizeBytes === null ? '–' : formatBytes(sizeBytes)),
  },
  {
    id: 'leader',
    name: 'Leader',
    width: '100px',
    cell: ({ leader }) => (leader === null ? <Badge tone="bad">none</Badge> : `Broker ${leader}`),
  },
  {
    id: 'replicas',
    name: 'Replicas',
    width: 'minmax(110px, 1fr)',
    cell: ({ replicas, inSync }) => (
      <span className="row">
        {replicas.map((replica) => (
          <Badge key={replica} tone={inSync.includes(replica) ? 'good' : 'warn'}>
            {replica}
            {!inSync.includes(replica) && ' behind'}
          </Badge>
        ))}
      </span>
    ),
  },
];

export function Partitions() {
  const { name, query } = useTopic();
  return (
    <Card isFlush>
      <Loaded query={query}>
        {({ partitionList }) => (
          <DataTable
            label={`Partitions of ${name}`}
            columns={columns}
            rows={partitionList.map((partition) => ({ ...partition, topic: name }))}
            rowKey={({ partition }) => String(partition)}
            rowTone={({ leader, replicas, inSync }) =>
              leader === null ? 'bad' : inSync.length < replicas.length ? 'warn' : undefined
            }
          />
        )}
      </Loaded>
    </Card>
  );
}
