import { Injectable } from '@nestjs/common';
import type { Message, MessagePage } from '@payments/console-api';
import {
  batchPayload,
  ClusterSession,
  type OffsetTable,
  partitionOffsets,
  readSpans,
  recordsIn,
  type Span,
} from '@payments/kafka';
import { type Static, Type } from 'typebox';
import { problems } from '../http/problems.ts';
import { Topics } from '../topics/topics.service.ts';
import { messageView } from './message-view.ts';
import { decodeCursor, encodeCursor, mergeInOrder, type PageDirection } from './page-order.ts';

const maxLimit = 500;
const defaultLimit = 50;

export const messageQuery = Type.Object(
  {
    from: Type.Union(
      (['newest', 'oldest', 'offset', 'time'] as const).map((each) => Type.Literal(each)),
      { default: 'newest' },
    ),
    offset: Type.Optional(Type.Integer({ minimum: 0 })),
    timeMs: Type.Optional(Type.Integer({ minimum: 0 })),
    partition: Type.Optional(Type.Integer({ minimum: 0 })),
    limit: Type.Integer({ minimum: 1, maximum: maxLimit, default: defaultLimit }),
    cursor: Type.Optional(Type.String({ maxLength: 100_000 })),
  },
  { additionalProperties: false },
);
type MessageQuery = Static<typeof messageQuery>;

/** What is looked through for the last records of a partition, when so many offsets before its end have been too few. */
const widening = 8;

/** Records of a topic page by page: each partition in its order, partitions merged by time. */
@Injectable()
export class MessagePages {
  constructor(
    private readonly session: ClusterSession,
    private readonly topics: Topics,
  ) {}

  async page(topic: string, query: MessageQuery): Promise<MessagePage> {
    const direction = query.from === 'newest' ? 'back' : 'on';
    const spans = await this.spansOf(topic, query, direction);
    const lists =
      direction === 'back'
        ? await this.last(topic, spans, query.limit)
        : await this.first(topic, spans, query.limit);
    const messages = mergeInOrder([...lists.values()], direction, query.limit);
    return { messages, nextCursor: nextCursor(spans, messages, { direction, lists }) };
  }

  /** One record, whole. @throws Problem if that offset is no record, or none any more */
  async message(topic: string, partition: number, offset: number): Promise<Message> {
    const found = await this.topics.find(topic);
    const at = (table: OffsetTable) => table.get(topic)?.get(partition) ?? 0;
    const [earliest, latest] = await Promise.all([
      partitionOffsets(this.session, [found], 'earliest'),
      partitionOffsets(this.session, [found], 'latest'),
    ]);
    if (offset < at(earliest) || offset >= at(latest)) throw noRecord(topic, partition, offset);
    for await (const { batches } of readSpans(this.session.connection, topic, [
      { partition, from: offset, to: offset + 1 },
    ]))
      for (const batch of batches) {
        const record = recordsIn(batch, await batchPayload(batch)).find((each) => each.offset === offset);
        if (record !== undefined) return messageView(record, Infinity);
      }
    throw noRecord(topic, partition, offset);
  }

  private async spansOf(topic: string, query: MessageQuery, direction: PageDirection): Promise<Span[]> {
    const found = await this.topics.find(topic);
    const { partition, from, offset, timeMs, cursor } = query;
    if (from === 'offset' && (partition === undefined || offset === undefined))
      throw problems.invalid([
        { pointer: '/offset', detail: 'is needed with from=offset, and so is partition' },
      ]);
    if (from === 'time' && timeMs === undefined)
      throw problems.invalid([{ pointer: '/timeMs', detail: 'is needed with from=time' }]);
    const places = found.partitions.filter((each) => partition === undefined || each.partition === partition);
    if (places.length === 0) throw problems.notFound(`${topic} has no partition ${partition}.`);
    const reached = cursor === undefined ? undefined : decodeCursor(cursor, direction);
    const [earliest, latest, atTime] = await Promise.all([
      partitionOffsets(this.session, [found], 'earliest'),
      partitionOffsets(this.session, [found], 'latest'),
      from === 'time' ? partitionOffsets(this.session, [found], { timeMs: timeMs ?? 0 }) : undefined,
    ]);
    return places.map(({ partition: of }) => {
      const end = latest.get(topic)?.get(of) ?? 0;
      const first = earliest.get(topic)?.get(of) ?? end;
      if (direction === 'back')
        return { partition: of, from: first, to: Math.min(end, reached?.get(of) ?? end) };
      const wanted =
        reached?.get(of) ?? (from === 'time' ? (atTime?.get(topic)?.get(of) ?? end) : (offset ?? first));
      return { partition: of, from: Math.max(first, wanted), to: end };
    });
  }

  /** Of each partition the last records, oldest first; markers and gaps between them have it look further back. */
  private async last(topic: string, spans: readonly Span[], limit: number): Promise<Map<number, Message[]>> {
    const lists = new Map<number, Message[]>();
    let width = limit;
    for (let open = spans; open.length > 0; width *= widening) {
      const windows = open.map(({ partition, from, to }) => ({
        partition,
        from: Math.max(from, to - width),
        to,
      }));
      for (const { partition } of windows) lists.set(partition, []);
      await this.collect(
        topic,
        windows,
        (list) => {
          if (list.length > limit) list.splice(0, list.length - limit);
        },
        lists,
      );
      open = open.filter(
        ({ partition, from, to }) => to - width > from && (lists.get(partition)?.length ?? 0) < limit,
      );
    }
    return lists;
  }

  /** Of each partition the first records. */
  private async first(topic: string, spans: readonly Span[], limit: number): Promise<Map<number, Message[]>> {
    const lists = new Map<number, Message[]>(spans.map(({ partition }) => [partition, []]));
    const open = new Set(spans.filter(({ from, to }) => from < to).map(({ partition }) => partition));
    await this.collect(
      topic,
      spans,
      (list, partition, isDone) => {
        if (list.length >= limit || isDone) open.delete(partition);
        list.splice(limit);
        return open.size === 0;
      },
      lists,
    );
    return lists;
  }

  // oxlint-disable-next-line max-params -- what to read, what to do with it and where it goes
  private async collect(
    topic: string,
    spans: readonly Span[],
    after: (list: Message[], partition: number, isDone: boolean) => boolean | void,
    lists: ReadonlyMap<number, Message[]>,
  ): Promise<void> {
    for await (const { partition, batches, next } of readSpans(this.session.connection, topic, spans)) {
      const span = spans.find((each) => each.partition === partition);
      const list = lists.get(partition);
      if (span === undefined || list === undefined) continue;
      for (const batch of batches)
        for (const record of recordsIn(batch, await batchPayload(batch)))
          if (record.offset >= span.from && record.offset < span.to) list.push(messageView(record));
      if (after(list, partition, next >= span.to) === true) return;
    }
  }
}

function noRecord(topic: string, partition: number, offset: number): Error {
  return problems.notFound(
    `${topic}[${partition}] has no record at offset ${offset}: it is the marker of a transaction, was removed, or is not written yet.`,
  );
}

function nextCursor(
  spans: readonly Span[],
  messages: readonly Message[],
  { direction, lists }: { direction: PageDirection; lists: ReadonlyMap<number, Message[]> },
): string | null {
  const reached = new Map(
    spans.map(({ partition, from, to }) => [partition, direction === 'back' ? to : from]),
  );
  for (const { partition, offset } of messages)
    reached.set(partition, direction === 'back' ? offset : offset + 1);
  const emitted = Map.groupBy(messages, ({ partition }) => partition);
  const hasMore = spans.some(({ partition, from, to }) => {
    const left = (lists.get(partition)?.length ?? 0) - (emitted.get(partition)?.length ?? 0);
    const at = reached.get(partition) ?? 0;
    return (
      left > 0 || ((emitted.get(partition)?.length ?? 0) > 0 && (direction === 'back' ? at > from : at < to))
    );
  });
  return hasMore ? encodeCursor(reached, direction) : null;
}
