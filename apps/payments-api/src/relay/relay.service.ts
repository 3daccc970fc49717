import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { KafkaConnection } from '@payments/kafka';
import { Clock, Readiness } from '@payments/service';
import { ApiSettings } from '../api-settings.ts';
import { relayMetrics } from './relay-metrics.ts';
import { Relay } from './relay.task.ts';

/** The relay as a part of this service: it starts with it, ends with it, and never keeps it from accepting payments. */
@Injectable()
export class RelayService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly relay: Relay;

  constructor(settings: ApiSettings, kafka: KafkaConnection, clock: Clock, readiness: Readiness) {
    const now = (): number => clock.now();
    this.relay = new Relay({
      database: settings.mysql,
      kafka,
      now,
      log: new Logger('relay'),
      onPublished: (published) => relayMetrics.published(published, now()),
    });
    relayMetrics.observe(() => this.relay.status, now);
    readiness.add('relay', () => {
      const { status } = this.relay;
      return status.state === 'waiting' ? status.reason : undefined;
    });
  }

  onApplicationBootstrap(): void {
    this.relay.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.relay.stop();
  }
}
