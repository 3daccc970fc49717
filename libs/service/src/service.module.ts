import { type DynamicModule, Global, Module, type Type } from '@nestjs/common';
import { Clock, SystemClock } from './clock.ts';
import { HealthController } from './health.controller.ts';
import { MetricsController } from './metrics.controller.ts';
import { Readiness } from './readiness.ts';

/** What every service has, whatever it does. */
@Global()
@Module({
  controllers: [HealthController, MetricsController],
  providers: [Readiness, { provide: Clock, useClass: SystemClock }],
  exports: [Readiness, Clock],
})
export class ServiceModule {
  /** The root of an application: one service and what every service has. */
  static around(service: Type): DynamicModule {
    return { module: ServiceModule, imports: [service] };
  }
}
