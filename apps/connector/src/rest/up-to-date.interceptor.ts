import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { NotReadyError } from '../worker/connect-cluster.errors.ts';
import { ConnectCluster } from '../worker/connect-cluster.service.ts';

/** Before connectors are read: what another worker has answered, this one knows too. Reads at the same time share the look. */
@Injectable()
export class UpToDateInterceptor implements NestInterceptor {
  private waiting: Promise<void> | undefined;

  constructor(private readonly cluster: ConnectCluster) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<ReturnType<CallHandler['handle']>> {
    const { method } = context.switchToHttp().getRequest<FastifyRequest>();
    if (method === 'GET' || method === 'HEAD') await this.catchUp();
    return next.handle();
  }

  /** A look that has begun may have missed what was written since: only those that have not begun are shared. */
  private catchUp(): Promise<void> {
    this.waiting ??= Promise.resolve().then(() => {
      this.waiting = undefined;
      return this.look();
    });
    return this.waiting;
  }

  private async look(): Promise<void> {
    try {
      await this.cluster.catchUp();
    } catch (error) {
      if (!(error instanceof NotReadyError)) throw error;
    }
  }
}
