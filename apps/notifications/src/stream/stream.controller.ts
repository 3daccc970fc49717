import { Controller, Get, Param, Req, Res, UseFilters } from '@nestjs/common';
import { DatabaseProblemFilter } from '@payments/database';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { notificationProblems } from '../notifications/notification-problems.ts';
import { isNotificationId, userIdOf } from '../notifications/parameters.ts';
import { DescribeStream } from './stream.openapi.ts';
import { StreamHub } from './stream-hub.service.ts';

const streamHeaders = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store',
  // Tells a proxy in front to pass events on as they come.
  'X-Accel-Buffering': 'no',
};

@ApiTags('notifications')
@Controller('v1')
@UseFilters(DatabaseProblemFilter)
export class StreamController {
  constructor(private readonly hub: StreamHub) {}

  @Get('users/:userId/notifications/stream')
  @DescribeStream()
  async stream(
    @Param('userId') given: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const userId = userIdOf(given);
    const position = await this.hub.begin(userId, lastEventIdOf(request));
    if (request.method === 'HEAD') return void reply.headers(streamHeaders).send();
    this.hub.open({ userId, position }, () => {
      // From here on the answer is ours, not Fastify's.
      reply.hijack();
      return reply.raw.writeHead(200, streamHeaders);
    });
  }
}

/** From the header, or from the query for clients that cannot set one. @throws Problem if it is not the id of an event */
function lastEventIdOf({ headers, query }: FastifyRequest): string | undefined {
  const given = headers['last-event-id'] ?? (query as { readonly lastEventId?: unknown }).lastEventId;
  if (given === undefined || given === '') return undefined;
  if (typeof given === 'string' && isNotificationId(given)) return given;
  throw notificationProblems.parameterInvalid('Last-Event-ID', 'is the id of an event of this stream');
}
