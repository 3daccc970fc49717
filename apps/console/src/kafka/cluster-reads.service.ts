import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import {
  type ClusterDescription,
  ClusterSession,
  describeCluster,
  describeGroups,
  type GroupDescription,
  listGroups,
  type OffsetTable,
  partitionOffsets,
  type ReplicaSize,
  replicaSizes,
  type TopicPlaces,
} from '@payments/kafka';
import { SharedFor } from './shared-for.ts';

/** A whole answer is a second old at the most; it is asked for once, however many look. */
const keptMs = 1_000;
/** What asks the disks of all brokers may be older. */
const sizesKeptMs = 5_000;

/** What the console knows of the whole cluster, in few requests whatever its size. */
@Injectable()
export class ClusterReads implements OnApplicationShutdown {
  private readonly cluster: SharedFor<ClusterDescription>;
  private readonly earliestOffsets: SharedFor<OffsetTable>;
  private readonly latestOffsets: SharedFor<OffsetTable>;
  private readonly groupDescriptions: SharedFor<readonly GroupDescription[]>;
  private readonly sizesOnDisk: SharedFor<ReadonlyMap<number, readonly ReplicaSize[]>>;
  private readonly session: ClusterSession;

  constructor(session: ClusterSession) {
    this.session = session;
    this.cluster = new SharedFor(keptMs, () => describeCluster(session));
    this.earliestOffsets = new SharedFor(keptMs, async () =>
      partitionOffsets(session, (await this.describe()).topics, 'earliest'),
    );
    this.latestOffsets = new SharedFor(keptMs, async () =>
      partitionOffsets(session, (await this.describe()).topics, 'latest'),
    );
    this.groupDescriptions = new SharedFor(keptMs, async () =>
      describeGroups(session, await listGroups(session, (await this.describe()).brokers)),
    );
    this.sizesOnDisk = new SharedFor(sizesKeptMs, async () =>
      replicaSizes(session, (await this.describe()).brokers),
    );
  }

  describe(): Promise<ClusterDescription> {
    return this.cluster.get();
  }

  /** One that was made elsewhere a moment ago is found as well: before it is called missing, the cluster is asked. */
  async topic(name: string): Promise<TopicPlaces | undefined> {
    const known = await this.kept(name);
    if (known !== undefined) return known;
    this.cluster.forget();
    return this.kept(name);
  }

  earliest(): Promise<OffsetTable> {
    return this.earliestOffsets.get();
  }

  latest(): Promise<OffsetTable> {
    return this.latestOffsets.get();
  }

  groups(): Promise<readonly GroupDescription[]> {
    return this.groupDescriptions.get();
  }

  /** By broker. */
  sizes(): Promise<ReadonlyMap<number, readonly ReplicaSize[]>> {
    return this.sizesOnDisk.get();
  }

  /** After something was changed from here, so that it is seen at once. */
  forget(): void {
    for (const kept of [
      this.cluster,
      this.earliestOffsets,
      this.latestOffsets,
      this.groupDescriptions,
      this.sizesOnDisk,
    ])
      kept.forget();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.session.close();
  }

  private async kept(name: string): Promise<TopicPlaces | undefined> {
    return (await this.describe()).topics.find((topic) => topic.name === name);
  }
}
