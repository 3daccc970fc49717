import { setTimeout as pause } from 'node:timers/promises';
import { Body, Controller, Get, Headers, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { NotificationPage, Payment, PaymentLife, PaymentPage, UserLimit } from '@payments/console-api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EventStreams } from '../http/event-streams.service.ts';
import { Payments } from './payments.service.ts';

const lookEveryMs = 500;
const longestWatchMs = 5 * 60 * 1_000;

@ApiTags('payments')
@Controller('api')
export class PaymentsController {
  constructor(
    private readonly payments: Payments,
    private readonly streams: EventStreams,
  ) {}

  @Post('payments')
  async pay(
    @Body() body: unknown,
    @Headers('idempotency-key') key: string | undefined,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Payment> {
    const answer = await this.payments.pay(body, { key, prefer });
    reply.status(answer.status);
    return answer.body;
  }

  @Get('payments')
  list(@Req() request: FastifyRequest): Promise<PaymentPage> {
    return this.payments.list(queryText(request));
  }

  @Get('payments/:id')
  find(@Param('id') id: string): Promise<Payment> {
    return this.payments.find(id);
  }

  @Get('payments/:id/life')
  life(@Param('id') id: string): Promise<PaymentLife> {
    return this.payments.watch(id).look();
  }

  @Get('payments/:id/life/stream')
  async lifeStream(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const watch = this.payments.watch(id);
    // A payment that there is not is no stream.
    let life = await watch.look();
    await this.streams.serve(request, reply, async (stream) => {
      const endMs = performance.now() + longestWatchMs;
      let sent = '';
      for (;;) {
        const text = JSON.stringify(life);
        if (text !== sent) stream.send('life', life);
        sent = text;
        if (life.isComplete || performance.now() > endMs) return void stream.send('end', {});
        await pause(lookEveryMs, undefined, { signal: stream.signal });
        life = await watch.look();
      }
    });
  }

  @Get('users/:userId/limit')
  limit(@Param('userId') userId: string): Promise<UserLimit> {
    return this.payments.limit(userId);
  }

  @Get('users/:userId/notifications')
  notifications(@Param('userId') userId: string, @Req() request: FastifyRequest): Promise<NotificationPage> {
    return this.payments.notifications(userId, queryText(request));
  }

  @Get('users/:userId/notifications/stream')
  async notificationStream(
    @Param('userId') userId: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const left = new AbortController();
    request.raw.once('close', () => left.abort());
    const source = await this.payments.notificationStream(userId, lastEventId, left.signal);
    await this.streams.serve(request, reply, async (stream) => {
      stream.signal.addEventListener('abort', () => left.abort(), { once: true });
      for await (const part of source) {
        stream.pass(part);
        await stream.drained();
      }
    });
  }
}

function queryText({ url }: FastifyRequest): string {
  const at = url.indexOf('?');
  return at < 0 ? '' : url.slice(at);
}
