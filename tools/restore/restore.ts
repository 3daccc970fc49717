import {
  type ArchivedRecord,
  isReadable,
  type Manifest,
  type ObjectStore,
  proveArchive,
  readManifests,
} from '@payments/archive';
import {
  ensureTopics,
  isTopicUnused,
  type KafkaConnection,
  type OutgoingRecord,
  readCommittedPosition,
  TransactionalProducer,
} from '@payments/kafka';
import { Failure } from '../stack/failure.ts';
import { type ArchivedChunk, chunkRecords, chunksOf } from './chunk-records.ts';

export interface RestoreOptions {
  readonly store: ObjectStore;
  readonly connection: KafkaConnection;
  /** The topic that was archived. */
  readonly topic: string;
  /** The topic to bring it back into; it is made if it is missing. */
  readonly to: string;
  /** The `topics.dir` of the connector that has archived it; default `topics`. */
  readonly topicsFolder?: string;
  /** Restores what there is, though something is missing. */
  readonly isPartial?: boolean;
  /** Adds to a topic that has records of other origin. */
  readonly isAppending?: boolean;
  /** Records of a transaction; default 5,000. */
  readonly batchRecords?: number;
  readonly onProgress?: (restored: number, all: number) => void;
}

export interface Restored {
  /** Records brought back now. */
  readonly records: number;
  /** Records that an earlier run has brought back. */
  readonly before: number;
  /** What the archive does not have of them, in sentences. */
  readonly lost: readonly string[];
}

const defaultBatchRecords = 5_000;
const maxBatchBytes = 8_000_000;
const shownProblems = 5;

/**
 * Brings an archived topic back, each record once, however often it is started: how far it came is committed
 * with the records.
 *
 * @throws Failure if there is nothing to restore, it is not whole, or the topic is not the place for it
 * @example
 * await restore({ store, connection, topic: 'payments.decided', to: 'payments.decided.restored' });
 */
export async function restore(options: RestoreOptions): Promise<Restored> {
  const { store, topic, to, connection, topicsFolder = 'topics' } = options;
  const manifests = await readManifests(store, topic, { topicsFolder });
  checkFormats(manifests, options);
  if (options.isPartial !== true) await checkWhole(options);
  const group = `restore-${store.bucket}-${topicsFolder}-${topic}`;
  const chunks = chunksOf(manifests);
  const partitions = Math.max(...chunks.map(({ partition }) => partition)) + 1;
  await prepareTopic({ ...options, partitions, group });
  const producer = new TransactionalProducer(connection, { transactionalId: `restore-${to}` });
  await producer.open();
  try {
    return { ...(await restoreChunks(chunks, producer, { ...options, group })), lost: lostOf(manifests) };
  } finally {
    await producer.close();
  }
}

async function restoreChunks(
  chunks: readonly ArchivedChunk[],
  producer: TransactionalProducer,
  options: RestoreOptions & { readonly group: string },
): Promise<Omit<Restored, 'lost'>> {
  const { connection, group, to, store, onProgress } = options;
  const counts = chunks.map(({ manifests }) => countOf(manifests));
  const all = counts.reduce((sum, count) => sum + count, 0);
  const positions = new Map<number, number>();
  for (const { partition } of chunks)
    if (!positions.has(partition))
      positions.set(
        partition,
        Number((await readCommittedPosition(connection, group, to, partition))?.offset ?? 0),
      );
  let records = 0;
  let seen = 0;
  for (const [at, chunk] of chunks.entries()) {
    const from = positions.get(chunk.partition) ?? 0;
    if (chunk.end > from)
      for await (const batch of batches(chunkRecords(store, chunk, from), options)) {
        await producer.transact({
          records: batch.map((record) => outgoing(record, to)),
          offsets: { group, positions: [positionAfter(batch, chunk, to)] },
        });
        records += batch.length;
        onProgress?.(seen + batch.length, all);
      }
    seen += counts[at] ?? 0;
  }
  return { records, before: all - records };
}

/** Where a run after this one goes on: behind the last of these records of the archived topic. */
function positionAfter(batch: readonly ArchivedRecord[], { partition }: ArchivedChunk, to: string) {
  const offset = String((batch.at(-1)?.offset ?? 0) + 1);
  return { topic: to, partition, offset };
}

async function* batches(
  parts: AsyncGenerator<ArchivedRecord[]>,
  { batchRecords = defaultBatchRecords }: RestoreOptions,
): AsyncGenerator<ArchivedRecord[]> {
  let [batch, bytes]: [ArchivedRecord[], number] = [[], 0];
  for await (const records of parts)
    for (const record of records) {
      batch.push(record);
      bytes += (record.key?.length ?? 0) + (record.value?.length ?? 0);
      if (batch.length < batchRecords && bytes < maxBatchBytes) continue;
      yield batch;
      [batch, bytes] = [[], 0];
    }
  if (batch.length > 0) yield batch;
}

function outgoing(
  { partition, key, value, headers, timestampMs }: ArchivedRecord,
  topic: string,
): OutgoingRecord {
  return { topic, partition, key, value, headers, ...(timestampMs !== undefined && { timestampMs }) };
}

function countOf(manifests: readonly Manifest[]): number {
  return manifests.flatMap(({ objects }) => objects).reduce((sum, { offsets }) => sum + offsets.count, 0);
}

function checkFormats(
  manifests: readonly Manifest[],
  { store, topic, topicsFolder = 'topics' }: RestoreOptions,
): void {
  if (manifests.length === 0)
    throw new Failure(
      `The bucket ${store.bucket} at ${store.endpoint} has no manifests of ${topic} below manifests/${topicsFolder}/. ` +
        'Is that the topic, and the connector’s topics.dir (--folder)?',
    );
  const unreadable = manifests.find(({ format }) => !isReadable(format));
  if (unreadable !== undefined)
    throw new Failure(
      `${topic} was archived as ${unreadable.format.name} without metadata: records cannot be made of it again. ` +
        'JSON can be restored, and JSON and Parquet with store.kafka.metadata=true byte for byte.',
    );
}

async function checkWhole({ store, topic, topicsFolder = 'topics' }: RestoreOptions): Promise<void> {
  const { problems } = await proveArchive(store, topic, { topicsFolder, depth: 'manifests' });
  const wrong = problems.filter(({ kind }) => kind !== 'stray-object');
  if (wrong.length === 0) return;
  const shown = wrong
    .slice(0, shownProblems)
    .map(({ partition, problem }) => `  partition ${partition}: ${problem}`);
  throw new Failure(
    `The archive of ${topic} is not whole:\n${shown.join('\n')}\n--partial restores what is there.`,
  );
}

async function prepareTopic(
  options: RestoreOptions & { readonly partitions: number; readonly group: string },
): Promise<void> {
  const { connection, to, partitions, group } = options;
  const existing = await connection.withAdmin((admin) => admin.listTopics());
  if (!existing.includes(to)) {
    await ensureTopics(connection, [{ name: to, partitions, cleanup: 'delete' }]);
    return;
  }
  const { topics } = await connection.withAdmin((admin) => admin.fetchTopicMetadata({ topics: [to] }));
  const there = topics[0]?.partitions.length ?? 0;
  if (there < partitions)
    throw new Failure(
      `The topic ${to} has ${there} partitions, and the archived one had ${partitions}: name another, or add some.`,
    );
  if (options.isAppending === true || (await isTopicUnused(connection, to))) return;
  for (let partition = 0; partition < partitions; partition += 1)
    if ((await readCommittedPosition(connection, group, to, partition)) !== undefined) return;
  throw new Failure(
    `The topic ${to} has records already, and not from here: name a new one, or add to it with --append.`,
  );
}

function lostOf(manifests: readonly Manifest[]): string[] {
  if (manifests.every(({ format }) => format.hasMetadata)) return [];
  return [
    'The archive was written without store.kafka.metadata=true: keys, headers and times are lost. Values are as they were archived, ' +
      'records without a value are missing, and each record has the time of its restoring.',
  ];
}
