import { Body, Get, Param, Put, Query, Res } from '@nestjs/common';
import { Clock, type LoggerLevel, logLevels, processLogLevels } from '@payments/service';
import type { FastifyReply } from 'fastify';
import { ConnectController } from './connect-controller.ts';
import { Describe } from './connect.openapi.ts';
import { readLevelBody } from './request-body.ts';
import { ClusterLoggers } from '../worker/cluster-loggers.service.ts';
import { RestError } from './rest-error.ts';

interface LoggerView {
  readonly level: string;
  readonly last_modified: number | null;
}

/** What this worker writes to its log. */
@ConnectController('admin/loggers', 'loggers')
export class LoggersController {
  constructor(
    private readonly clock: Clock,
    private readonly cluster: ClusterLoggers,
  ) {}

  @Get()
  @Describe('listLoggers')
  all(): Record<string, LoggerView> {
    return Object.fromEntries([...processLogLevels.all()].map(([name, level]) => [name, view(level)]));
  }

  @Get(':logger')
  @Describe('readLogger')
  one(@Param('logger') logger: string): LoggerView {
    const level = processLogLevels.of(logger);
    if (level === undefined) throw new RestError(404, `Logger ${logger} not found.`);
    return view(level);
  }

  @Put(':logger')
  @Describe('setLogLevel')
  async set(
    @Param('logger') logger: string,
    @Body() body: string | undefined,
    @Query('scope') scope: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<readonly string[] | undefined> {
    const asked = readLevelBody(body).toUpperCase();
    const level = logLevels.find((each) => each === asked);
    if (level === undefined) throw new RestError(404, `invalid log level '${asked}'.`);
    if (scope?.toLowerCase() !== 'cluster') return processLogLevels.set(logger, level, this.clock.now());
    await this.cluster.set(logger, level);
    reply.status(204);
    return undefined;
  }
}

function view({ level, changedAt }: LoggerLevel): LoggerView {
  return { level, last_modified: changedAt };
}
