import { Body, Controller, Get, Param, ParseIntPipe, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Message, MessagePage, ProducedMessage } from '@payments/console-api';
import { ClusterSession, partitionOffsets } from '@payments/kafka';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { EventStreams } from '../http/event-streams.service.ts';
import { NdjsonStreams } from '../http/ndjson-streams.service.ts';
import { bodyOf, queryOf } from '../http/request-input.ts';
import { Topics } from '../topics/topics.service.ts';
import { filterOf, MessageMatcher } from './message-filter.ts';
import { MessagePages, messageQuery } from './message-pages.service.ts';
import { MessageScan, rangeFields } from './message-scan.service.ts';
import { searchMessages } from './message-search.ts';
import { tailMessages } from './message-tail.ts';
import { messageView } from './message-view.ts';
import { messageCopy, messageToProduce, MessageWrites } from './message-writes.service.ts';

const filter = Type.Optional(Type.String({ maxLength: 10_000 }));
const closed = { additionalProperties: false } as const;
const searchQuery = Type.Object(
  { filter, ...rangeFields, limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 200 }) },
  closed,
);
const downloadQuery = Type.Object(
  { filter, ...rangeFields, limit: Type.Optional(Type.Integer({ minimum: 1 })) },
  closed,
);
const tailQuery = Type.Object({ filter, partition: rangeFields.partition }, closed);

@ApiTags('messages')
@Controller('api/topics/:topic/messages')
export class MessagesController {
  constructor(
    private readonly pages: MessagePages,
    private readonly scans: MessageScan,
    private readonly writes: MessageWrites,
    private readonly topics: Topics,
    private readonly session: ClusterSession,
    private readonly streams: EventStreams,
    private readonly downloads: NdjsonStreams,
  ) {}

  @Get()
  page(@Param('topic') topic: string, @Query() query: unknown): Promise<MessagePage> {
    return this.pages.page(topic, queryOf(messageQuery, query));
  }

  @Post()
  produce(@Param('topic') topic: string, @Body() body: unknown): Promise<ProducedMessage> {
    return this.writes.produce(topic, bodyOf(messageToProduce, body));
  }

  @Get('search')
  async search(
    @Param('topic') topic: string,
    @Query() query: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { limit, filter: wanted, ...range } = queryOf(searchQuery, query);
    const conditions = filterOf(wanted);
    await this.topics.find(topic);
    await this.streams.serve(request, reply, (stream) =>
      searchMessages(stream, this.scans.scan(topic, { range, filter: conditions }, stream.signal), limit),
    );
  }

  @Get('tail')
  async tail(
    @Param('topic') topic: string,
    @Query() query: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { partition, filter: wanted } = queryOf(tailQuery, query);
    const matcher = new MessageMatcher(filterOf(wanted));
    const latest = await partitionOffsets(this.session, [await this.topics.find(topic)], 'latest');
    const spans = [...(latest.get(topic) ?? [])]
      .filter(([of]) => partition === undefined || of === partition)
      .map(([of, from]) => ({ partition: of, from, to: Infinity }));
    const { connection } = this.session;
    await this.streams.serve(request, reply, (stream) =>
      tailMessages(stream, { connection, topic, spans, matcher }),
    );
  }

  @Get('download')
  async download(
    @Param('topic') topic: string,
    @Query() query: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { limit = Infinity, filter: wanted, ...range } = queryOf(downloadQuery, query);
    const conditions = filterOf(wanted);
    await this.topics.find(topic);
    await this.downloads.serve(request, reply, {
      fileName: `${topic}.ndjson`,
      lines: (signal) => this.linesOf(topic, { range, filter: conditions, limit }, signal),
    });
  }

  @Post('copy')
  async copy(
    @Param('topic') topic: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const copy = bodyOf(messageCopy, body);
    await Promise.all([this.topics.find(topic), this.topics.find(copy.to)]);
    await this.downloads.serve(request, reply, { lines: (signal) => this.writes.copy(topic, copy, signal) });
  }

  @Get(':partition/:offset')
  message(
    @Param('topic') topic: string,
    @Param('partition', ParseIntPipe) partition: number,
    @Param('offset', ParseIntPipe) offset: number,
  ): Promise<Message> {
    return this.pages.message(topic, partition, offset);
  }

  private async *linesOf(
    topic: string,
    { limit, ...what }: Parameters<MessageScan['scan']>[1] & { readonly limit: number },
    signal: AbortSignal,
  ): AsyncGenerator<Message> {
    let sent = 0;
    for await (const { matches } of this.scans.scan(topic, what, signal))
      for (const record of matches) {
        yield messageView(record, Infinity);
        sent += 1;
        if (sent >= limit) return;
      }
  }
}
