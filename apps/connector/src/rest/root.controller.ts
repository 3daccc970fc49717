import { Get, Res } from '@nestjs/common';
import { Readiness } from '@payments/service';
import type { FastifyReply } from 'fastify';
import { ClusterId } from './cluster-id.service.ts';
import { ConnectController } from './connect-controller.ts';
import { Describe } from './connect.openapi.ts';

/** The version of Kafka Connect whose interface this is: tools go by it. */
const kafkaVersion = '4.1.0';

interface Health {
  readonly status: 'healthy' | 'starting' | 'unhealthy';
  readonly message: string;
}

/** Who answers here, and whether it can. */
@ConnectController('', 'worker')
export class RootController {
  private hasBeenReady = false;

  constructor(
    private readonly clusterId: ClusterId,
    private readonly readiness: Readiness,
  ) {}

  @Get()
  @Describe('readWorker')
  async root(): Promise<{ version: string; commit: string; kafka_cluster_id: string }> {
    return {
      version: kafkaVersion,
      commit: 'payments-on-kafka',
      kafka_cluster_id: await this.clusterId.read(),
    };
  }

  @Get('health')
  @Describe('readHealth')
  async health(@Res({ passthrough: true }) reply: FastifyReply): Promise<Health> {
    const missing = Object.entries(await this.readiness.missing());
    if (missing.length === 0) {
      this.hasBeenReady = true;
      return {
        status: 'healthy',
        message: 'Worker has completed startup and is ready to handle requests.',
      };
    }
    reply.status(this.hasBeenReady ? 500 : 503);
    const why = missing.map(([part, reason]) => `${part}: ${reason}`).join('; ');
    return this.hasBeenReady
      ? { status: 'unhealthy', message: `Worker may be unable to handle requests: ${why}` }
      : { status: 'starting', message: `Worker is still starting up: ${why}` };
  }
}
