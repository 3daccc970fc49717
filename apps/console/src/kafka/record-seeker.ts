import {
  batchPayload,
  type ClusterSession,
  partitionFor,
  partitionOffsets,
  readSpans,
  recordsIn,
  type StoredRecord,
  type TopicPlaces,
} from '@payments/kafka';

/** A search that a person waits for goes no further. */
const maxOffsetsPerSeek = 200_000;

export interface Sought {
  readonly topic: TopicPlaces;
  /** Of the record: tells the partition. */
  readonly key: string;
  /** When it was written at the earliest; milliseconds since the epoch. */
  readonly fromMs: number;
  /** Bytes that are in it; what has them is looked at. */
  readonly containing: string;
  readonly isIt: (record: StoredRecord) => boolean;
}

/** Looks for one record where it has to be. Asked again, it goes on where it has come to. */
export class RecordSeeker {
  private found: StoredRecord | undefined;
  private next: number | undefined;
  private readonly needle: Buffer;
  readonly partition: number;

  constructor(
    private readonly session: ClusterSession,
    private readonly sought: Sought,
  ) {
    this.needle = Buffer.from(sought.containing);
    this.partition = partitionFor(sought.key, sought.topic.partitions.length);
  }

  async seek(): Promise<StoredRecord | undefined> {
    if (this.found !== undefined) return this.found;
    const { topic, isIt } = this.sought;
    const end = await this.offset('latest');
    this.next ??= (await this.offset({ timeMs: this.sought.fromMs })) ?? end ?? 0;
    const span = {
      partition: this.partition,
      from: this.next,
      to: Math.min(end ?? 0, this.next + maxOffsetsPerSeek),
    };
    for await (const { batches, next } of readSpans(this.session.connection, topic.name, [span])) {
      for (const batch of batches) {
        const payload = await batchPayload(batch);
        if (!payload.includes(this.needle)) continue;
        this.found = recordsIn(batch, payload).find(isIt);
        if (this.found !== undefined) return this.found;
      }
      this.next = next;
    }
    return undefined;
  }

  private async offset(at: 'latest' | { readonly timeMs: number }): Promise<number | undefined> {
    const { topic } = this.sought;
    const partitions = topic.partitions.filter(({ partition }) => partition === this.partition);
    const table = await partitionOffsets(this.session, [{ name: topic.name, partitions }], at);
    return table.get(topic.name)?.get(this.partition);
  }
}
