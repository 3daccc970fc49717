import { Injectable } from '@nestjs/common';
import {
  ClusterSession,
  type OffsetTable,
  partitionOffsets,
  readSpans,
  type Span,
  type StoredRecord,
} from '@payments/kafka';
import { type Static, Type } from 'typebox';
import { problems } from '../http/problems.ts';
import { Topics } from '../topics/topics.service.ts';
import { type MessageConditions, MessageMatcher } from './message-filter.ts';

/** What part of a topic is gone through. */
export const rangeFields = {
  partition: Type.Optional(Type.Integer({ minimum: 0 })),
  fromMs: Type.Optional(Type.Integer({ minimum: 0 })),
  toMs: Type.Optional(Type.Integer({ minimum: 0 })),
};
const rangeSchema = Type.Object(rangeFields);
export type MessageRange = Static<typeof rangeSchema>;

/** Some of what was found, and how far it is. */
export interface ScanStep {
  readonly matches: readonly StoredRecord[];
  /** Offsets, of `total`. */
  readonly searched: number;
  readonly total: number;
}

/** At a time; each holds a few megabytes. */
const maxScans = 8;

/** Goes through a topic as it is when it begins. */
@Injectable()
export class MessageScan {
  private running = 0;

  constructor(
    private readonly session: ClusterSession,
    private readonly topics: Topics,
  ) {}

  /** @throws Problem if there is no such topic or partition, or too many scans run */
  async *scan(
    topic: string,
    { range, filter }: { readonly range: MessageRange; readonly filter: MessageConditions },
    signal: AbortSignal,
  ): AsyncGenerator<ScanStep> {
    if (this.running >= maxScans) throw problems.tooManyStreams(maxScans);
    const matcher = new MessageMatcher(filter);
    this.running += 1;
    try {
      const spans = await this.spansOf(topic, range);
      const total = spans.reduce((sum, { from, to }) => sum + to - from, 0);
      const ends = new Map(spans.map((span) => [span.partition, span]));
      let searched = 0;
      yield { matches: [], searched, total };
      for await (const piece of readSpans(this.session.connection, topic, spans, { signal })) {
        const found = await Promise.all(piece.batches.map((batch) => matcher.matchesIn(batch)));
        const span = ends.get(piece.partition);
        const matches = found
          .flat()
          .filter(({ offset }) => span !== undefined && offset >= span.from && offset < span.to);
        searched += piece.next - piece.from;
        yield { matches, searched, total };
      }
    } finally {
      this.running -= 1;
    }
  }

  private async spansOf(topic: string, { partition, fromMs, toMs }: MessageRange): Promise<Span[]> {
    const found = await this.topics.find(topic);
    const [earliest, latest, from, to] = await Promise.all([
      partitionOffsets(this.session, [found], 'earliest'),
      partitionOffsets(this.session, [found], 'latest'),
      fromMs === undefined ? undefined : partitionOffsets(this.session, [found], { timeMs: fromMs }),
      toMs === undefined ? undefined : partitionOffsets(this.session, [found], { timeMs: toMs }),
    ]);
    const at = (table: OffsetTable | undefined, of: number): number | undefined => table?.get(topic)?.get(of);
    const chosen = found.partitions.filter((each) => partition === undefined || each.partition === partition);
    if (chosen.length === 0) throw problems.notFound(`${topic} has no partition ${partition}.`);
    return chosen.map((each) => {
      const end = at(latest, each.partition) ?? 0;
      const first =
        fromMs === undefined ? (at(earliest, each.partition) ?? end) : (at(from, each.partition) ?? end);
      return { partition: each.partition, from: first, to: Math.min(end, at(to, each.partition) ?? end) };
    });
  }
}
