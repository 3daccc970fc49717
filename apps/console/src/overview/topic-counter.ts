import { type ClusterSession, type OffsetTable, readSpans, type TopicPlaces } from '@payments/kafka';

/** Of one turn: what is further is counted in the next, so that a turn ends. */
const maxOffsetsPerTurn = 500_000;

/**
 * Counts the committed records of a topic, from its first one on, by the heads of its batches: no record is decoded, nothing is kept but
 * a position in each partition. Each turn goes on where the one before has ended.
 */
export class TopicCounter {
  private readonly positions = new Map<number, number>();
  private counted = 0;
  private beganLate = false;

  constructor(
    private readonly session: ClusterSession,
    readonly topic: string,
  ) {}

  /** Null: when it was first looked at, the topic had already forgotten its oldest records. */
  get count(): number | null {
    return this.beganLate ? null : this.counted;
  }

  /** True: everything that was there is counted. */
  async turn(place: TopicPlaces, earliest: OffsetTable, latest: OffsetTable): Promise<boolean> {
    const spans = place.partitions.map(({ partition }) => {
      const end = latest.get(this.topic)?.get(partition) ?? 0;
      const first = earliest.get(this.topic)?.get(partition) ?? end;
      if (!this.positions.has(partition) && first > 0) this.beganLate = true;
      return { partition, from: this.positions.get(partition) ?? first, to: end };
    });
    let left = maxOffsetsPerTurn;
    for await (const { partition, batches, from, next } of readSpans(
      this.session.connection,
      this.topic,
      spans,
    )) {
      for (const { firstOffset, count } of batches) if (firstOffset >= from) this.counted += count;
      this.positions.set(partition, next);
      left -= next - from;
      if (left <= 0) return false;
    }
    for (const { partition, to } of spans)
      this.positions.set(partition, Math.max(to, this.positions.get(partition) ?? 0));
    return true;
  }
}
