import { Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ConnectCluster } from '../worker/connect-cluster.service.ts';
import type { ConnectorStatus } from '../worker/connect-cluster.views.ts';
import { OfConnectors } from './connect-controller.ts';
import { Describe } from './connect.openapi.ts';
import { ConnectorConfigs } from './connector-configs.service.ts';
import { sayingOfUnknown } from './unknown-connector.ts';

/** What can be done with a connector that there is. */
@OfConnectors('/:connector', 'connectors')
export class ConnectorActionsController {
  constructor(
    private readonly cluster: ConnectCluster,
    private readonly configs: ConnectorConfigs,
  ) {}

  @Post('restart')
  @Describe('restartConnector')
  async restart(
    @Param('connector') name: string,
    @Query('includeTasks') includeTasks: string | undefined,
    @Query('onlyFailed') onlyFailed: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConnectorStatus | undefined> {
    const options = { includeTasks: isTrue(includeTasks), onlyFailed: isTrue(onlyFailed) };
    const status = await sayingOfUnknown(`Unknown connector: ${name}`, () =>
      this.cluster.restart(name, options),
    );
    const isPlain = !options.includeTasks && !options.onlyFailed;
    reply.status(isPlain ? 204 : 202);
    return isPlain ? undefined : this.configs.shownStatus(status);
  }

  @Put('pause')
  @HttpCode(202)
  @Describe('pauseConnector')
  pause(@Param('connector') name: string): Promise<void> {
    return sayingOfUnknown(`Unknown connector ${name}`, () => this.cluster.pause(name));
  }

  @Put('resume')
  @HttpCode(202)
  @Describe('resumeConnector')
  resume(@Param('connector') name: string): Promise<void> {
    return sayingOfUnknown(`Unknown connector ${name}`, () => this.cluster.resume(name));
  }

  @Put('stop')
  @HttpCode(204)
  @Describe('stopConnector')
  stop(@Param('connector') name: string): Promise<void> {
    return sayingOfUnknown(`Unknown connector ${name}`, () => this.cluster.stop(name));
  }

  @Get('topics')
  @Describe('readTopics')
  topics(@Param('connector') name: string): Record<string, { readonly topics: readonly string[] }> {
    return { [name]: { topics: this.cluster.topics(name) } };
  }

  @Put('topics/reset')
  @HttpCode(202)
  @Describe('resetTopics')
  resetTopics(@Param('connector') name: string): Promise<void> {
    return this.cluster.resetTopics(name);
  }
}

function isTrue(text: string | undefined): boolean {
  return text?.toLowerCase() === 'true';
}
