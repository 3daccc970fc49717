import { setTimeout as pause } from 'node:timers/promises';
import { type ArchiveProof, ObjectStore, OffsetRanges, proveArchive } from '@payments/archive';
import { type KafkaConnection, readTopic } from '@payments/kafka';

/** The bucket that a connector archives topics in. */
export interface AuditedArchive {
  /** For example `http://127.0.0.1:9000`. */
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly bucket: string;
}

/** The topics that the demo's connector `archive` reads. */
export const archivedTopics = ['mysql.kafka_db.customers', 'mysql.payments.payments'];

/** A topic, and what the archive has of it. */
export interface ArchiveCount {
  readonly topic: string;
  /** Committed records that the topic has. */
  readonly records: number;
  /** Of these, the ones whose offsets stand in the archive's objects, once each. */
  readonly archived: number;
  /** What is not as it has to be, in sentences; at most ten. */
  readonly problems: readonly string[];
}

export interface ArchiveAuditOptions {
  readonly connection: KafkaConnection;
  readonly archive: AuditedArchive;
  /** By default those of the demo. */
  readonly topics?: readonly string[];
  /** How long the archive may take to catch up with its topics. */
  readonly timeoutMs: number;
  readonly onProgress: (text: string) => void;
}

const pollMs = 500;
const maxProblems = 10;
const requestTimeoutMs = 10_000;

/**
 * Counts what is archived of each topic against the topic itself: the objects are read, their checksums compared, and the offsets in
 * them held against those of the records in the topic. Topics that do not exist are left out.
 */
export async function auditArchive(options: ArchiveAuditOptions): Promise<readonly ArchiveCount[]> {
  const { connection, archive, topics: chosen = archivedTopics } = options;
  const existing = new Set(await connection.withAdmin((admin) => admin.listTopics()));
  const topics = chosen.filter((topic) => existing.has(topic));
  if (topics.length === 0) return [];
  const store = archiveStore(archive);
  const deadline = performance.now() + options.timeoutMs;
  const counts: ArchiveCount[] = [];
  for (const topic of topics) counts.push(await countTopic(topic, store, { ...options, deadline }));
  return counts;
}

/** The store behind an archive; one that is away is said to be soon. */
export function archiveStore({
  accessKeyId,
  secretAccessKey,
  endpoint,
  bucket,
}: AuditedArchive): ObjectStore {
  return new ObjectStore({
    endpoint,
    bucket,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey },
    retryForMs: requestTimeoutMs,
  });
}

async function countTopic(
  topic: string,
  store: ObjectStore,
  options: ArchiveAuditOptions & { readonly deadline: number },
): Promise<ArchiveCount> {
  const { connection, onProgress, deadline } = options;
  onProgress(`${topic} and its archive`);
  const inTopic = await offsetsIn(connection, topic);
  while (performance.now() < deadline) {
    const { partitions } = await proveArchive(store, topic, { depth: 'manifests' });
    const missing = compare(inTopic, archivedOffsets(partitions)).missing.length;
    if (missing === 0) break;
    onProgress(`${topic}: the archive is behind`);
    await pause(pollMs);
  }
  const proof = await proveArchive(store, topic);
  const compared = compare(inTopic, archivedOffsets(proof.partitions));
  const problems = [
    ...proof.problems.map(({ problem }) => problem),
    ...compared.missing.map((place) => `${topic} ${place} is not in the archive.`),
    ...compared.surplus.map((place) => `The archive has ${topic} ${place}, which the topic does not have.`),
  ];
  return { topic, ...compared.counts, problems: problems.slice(0, maxProblems) };
}

type Offsets = ReadonlyMap<number, OffsetRanges>;

async function offsetsIn(connection: KafkaConnection, topic: string): Promise<Offsets> {
  const offsets = new Map<number, OffsetRanges>();
  await readTopic(connection, topic, (records) => {
    for (const { partition, offset } of records) {
      const ranges = offsets.get(partition) ?? new OffsetRanges();
      ranges.add(Number(offset));
      offsets.set(partition, ranges);
    }
  });
  return offsets;
}

function archivedOffsets(partitions: ArchiveProof['partitions']): Offsets {
  return new Map(partitions.map(({ partition, archived }) => [partition, archived]));
}

/** What the topic has forgotten, or got since it was read, is no surplus. */
function compare(
  inTopic: Offsets,
  archived: Offsets,
): { missing: string[]; surplus: string[]; counts: { records: number; archived: number } } {
  const [missing, surplus]: [string[], string[]] = [[], []];
  const counts = { records: 0, archived: 0 };
  for (const [partition, records] of inTopic) {
    const objects = archived.get(partition) ?? new OffsetRanges();
    const absent = subtract(records, objects);
    missing.push(...places(partition, absent));
    surplus.push(...places(partition, subtract(within(objects, records), records)));
    counts.records += records.count;
    counts.archived += records.count - absent.count;
  }
  return { missing, surplus, counts };
}

function places(partition: number, ranges: OffsetRanges): string[] {
  return ranges.isEmpty ? [] : [`[${partition}] @ ${ranges.toString()}`];
}

/** The offsets of `all` that `others` does not have. */
function subtract(all: OffsetRanges, others: OffsetRanges): OffsetRanges {
  const left = new OffsetRanges();
  for (const { first, end } of all)
    for (const gap of others.missing(first, end)) left.add(gap.first, gap.end);
  return left;
}

/** The part of `all` between the first and the last offset of `bounds`. */
function within(all: OffsetRanges, bounds: OffsetRanges): OffsetRanges {
  const part = new OffsetRanges();
  for (const { first, end } of all) part.add(Math.max(first, bounds.first), Math.min(end, bounds.end));
  return part;
}
