import { apiPaths, type ArchiveProofs, type TopicProof } from '@payments/console-api';
import { useQuery } from '@tanstack/react-query';
import { ShieldQuestion } from 'lucide-react';
import { watch } from '../../api/queries.ts';
import { formatBytes, formatCount } from '../../format/numbers.ts';
import { Badge } from '../../ui/badge.tsx';
import { Blank, Note } from '../../ui/blank.tsx';
import { Card } from '../../ui/card.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Loaded } from '../../ui/loaded.tsx';

const everyMs = 10_000;

/** Each archived topic, proved from its manifests: every offset once, and none missing. */
export function ProofsCard() {
  const query = useQuery(watch<ArchiveProofs>(apiPaths.archiveProofs(), undefined, everyMs));
  return (
    <div className="stack">
      <Loaded query={query}>
        {({ topics }) =>
          topics.length === 0 ? (
            <Card title="Is anything missing?">
              <Blank icon={ShieldQuestion} title="Nothing is archived yet">
                <p>With the first manifest, each topic is proved here.</p>
              </Blank>
            </Card>
          ) : (
            topics.map((proof) => <ProofCard key={proof.topic} proof={proof} />)
          )
        }
      </Loaded>
    </div>
  );
}

function ProofCard({ proof: { topic, isComplete, partitions, problems } }: { readonly proof: TopicProof }) {
  return (
    <Card
      title={topic}
      isFlush
      actions={
        <Badge tone={isComplete ? 'good' : 'bad'} hasDot>
          {isComplete ? 'no gaps' : 'not complete'}
        </Badge>
      }
    >
      {problems.length > 0 && (
        <div className="object-facts">
          <Note tone="bad">
            <ul>
              {problems.map(({ kind, partition, subject, problem }) => (
                <li key={`${kind} ${partition} ${subject}`}>
                  {subject}: {problem}
                </li>
              ))}
            </ul>
          </Note>
        </div>
      )}
      <DataTable
        label={`Proof of ${topic}`}
        columns={columns}
        rows={partitions}
        rowKey={({ partition }) => String(partition)}
      />
    </Card>
  );
}

type PartitionProof = TopicProof['partitions'][number];

const columns: readonly Column<PartitionProof>[] = [
  { id: 'partition', name: 'Partition', width: '76px', cell: ({ partition }) => partition },
  {
    id: 'offsets',
    name: 'Offsets',
    width: 'minmax(110px, 1fr)',
    isNumber: true,
    cell: ({ first, end }) => `${formatCount(first)} – ${formatCount(end)}`,
  },
  {
    id: 'archived',
    name: 'Archived',
    width: '1fr',
    isNumber: true,
    cell: ({ archived }) => formatCount(archived),
  },
  {
    id: 'others',
    name: 'Left out',
    width: '1fr',
    isNumber: true,
    cell: ({ ignored, refused, absent }) => (
      <span title={`${ignored} ignored, ${refused} could not be written, ${absent} are no records`}>
        {formatCount(ignored + refused + absent)}
      </span>
    ),
  },
  {
    id: 'objects',
    name: 'Objects',
    width: '1fr',
    isNumber: true,
    cell: ({ objects, bytes }) => `${objects}, ${formatBytes(bytes)}`,
  },
  {
    id: 'waiting',
    name: 'To come',
    width: '1fr',
    isNumber: true,
    cell: ({ end, topicEnd }) => (topicEnd === null ? '–' : formatCount(Math.max(0, topicEnd - end))),
  },
];
