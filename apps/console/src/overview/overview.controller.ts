import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Overview } from '@payments/console-api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EventStreams } from '../http/event-streams.service.ts';
import { OverviewWatch } from './overview.service.ts';

@ApiTags('overview')
@Controller('api')
export class OverviewController {
  constructor(
    private readonly watch: OverviewWatch,
    private readonly streams: EventStreams,
  ) {}

  @Get('overview')
  overview(): Promise<Overview> {
    return this.watch.get();
  }

  @Get('stream')
  async stream(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.streams.serve(request, reply, (stream) => this.watch.follow(stream));
  }
}
