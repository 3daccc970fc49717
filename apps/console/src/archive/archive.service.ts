import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  type ArchivedRecord,
  type ArchiveProof,
  isReadable,
  type Manifest,
  ObjectStore,
  proveArchive,
  readManifests,
  readRecords,
} from '@payments/archive';
import type {
  ArchivedMessage,
  ArchiveFolder,
  ArchiveObject,
  ArchiveProofs,
  TopicProof,
} from '@payments/console-api';
import { Clock } from '@payments/service';
import { problems } from '../http/problems.ts';
import { bytesView, headersView } from '../kafka/bytes.ts';
import { ClusterReads } from '../kafka/cluster-reads.service.ts';
import { SharedFor } from '../kafka/shared-for.ts';

const proofsKeptMs = 10_000;
const topicsFolder = 'topics';
const maxListed = 1_000;

/** The archive: what is in the bucket, and what is proved of it. */
@Injectable()
export class Archive {
  private readonly proofsOfAll: SharedFor<ArchiveProofs>;

  constructor(
    private readonly store: ObjectStore,
    private readonly reads: ClusterReads,
    private readonly clock: Clock,
  ) {
    this.proofsOfAll = new SharedFor(proofsKeptMs, () => this.proveAll());
  }

  async folder(prefix: string): Promise<ArchiveFolder> {
    const { folders, objects, isCut } = await this.store.folder(prefix, maxListed);
    return { prefix, folders, objects, isCut };
  }

  /** @throws Problem if there is no such object */
  async object(
    key: string,
    { after, limit }: { readonly after: number; readonly limit: number },
  ): Promise<ArchiveObject> {
    const bytes = await this.store.get(key);
    if (bytes === undefined) throw problems.notFound(`There is no object ${key}.`);
    const manifest = await this.manifestOf(key);
    const object = manifest?.objects.find((each) => each.key === key);
    if (manifest === undefined || object === undefined)
      return {
        key,
        manifest: null,
        records: null,
        hasMore: false,
        problem: 'No manifest vouches for this object.',
      };
    const about = {
      connector: manifest.connector,
      topic: manifest.topic,
      partition: manifest.partition,
      offsets: String(object.offsets),
      records: object.offsets.count,
      bytes: object.bytes,
      sha256: object.sha256,
      format: manifest.format.name,
    };
    const unread = (problem: string): ArchiveObject => ({
      key,
      manifest: about,
      records: null,
      hasMore: false,
      problem,
    });
    if (createHash('sha256').update(bytes).digest('hex') !== object.sha256)
      return unread('Its bytes are not those that the manifest vouches for: the checksum differs.');
    if (!isReadable(manifest.format))
      return unread(`Records of the format ${manifest.format.name} cannot be shown.`);
    const records: ArchivedMessage[] = [];
    for await (const some of readRecords(
      { object, partition: manifest.partition, format: manifest.format },
      bytes,
    )) {
      for (const record of some) if (record.offset > after) records.push(archivedMessage(record));
      if (records.length > limit) break;
    }
    return {
      key,
      manifest: about,
      records: records.slice(0, limit),
      hasMore: records.length > limit,
      problem: null,
    };
  }

  proofs(): Promise<ArchiveProofs> {
    return this.proofsOfAll.get();
  }

  async proof(topic: string): Promise<TopicProof> {
    const found = (await this.proofs()).topics.find((each) => each.topic === topic);
    if (found === undefined) throw problems.notFound(`Nothing of ${topic} is archived.`);
    return found;
  }

  private async proveAll(): Promise<ArchiveProofs> {
    const { folders } = await this.store.folder(`${topicsFolder}/`, maxListed);
    const ends = await this.reads.latest().catch(() => undefined);
    const topics: TopicProof[] = [];
    for (const folder of folders) {
      const topic = folder.slice(topicsFolder.length + 1, -1);
      const proof = await proveArchive(this.store, topic, { depth: 'manifests' });
      topics.push(proofView(proof, ends?.get(topic)));
    }
    return { topics, countedAtMs: this.clock.now() };
  }

  /** Of the manifests that stand in the object's own directory. */
  private async manifestOf(key: string): Promise<Manifest | undefined> {
    const [, topic, directory] = /^topics\/([^/]+)\/(?:(.*)\/)?[^/]+$/.exec(key) ?? [];
    if (topic === undefined) return undefined;
    const manifests = await readManifests(this.store, topic, { directory: directory ?? '' });
    return manifests.find(({ objects }) => objects.some((object) => object.key === key));
  }
}

function archivedMessage({
  partition,
  offset,
  timestampMs,
  key,
  value,
  headers,
}: ArchivedRecord): ArchivedMessage {
  return {
    partition,
    offset,
    timestampMs: timestampMs ?? null,
    key: bytesView(key),
    value: bytesView(value),
    headers: headersView(headers),
  };
}

function proofView(
  { topic, partitions, problems: found, isComplete }: ArchiveProof,
  ends?: ReadonlyMap<number, number>,
): TopicProof {
  return {
    topic,
    isComplete,
    partitions: partitions.map(
      ({ partition, first, end, objects, bytes, archived, ignored, refused, absent }) => ({
        partition,
        first,
        end,
        objects,
        bytes,
        archived: archived.count,
        ignored: ignored.count,
        refused: refused.count,
        absent: absent.count,
        topicEnd: ends?.get(partition) ?? null,
      }),
    ),
    problems: found.map(({ kind, partition, subject, problem }) => ({
      kind,
      partition: partition ?? null,
      subject,
      problem,
    })),
  };
}
