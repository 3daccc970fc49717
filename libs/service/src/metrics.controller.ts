import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { collectDefaultMetrics, register } from 'prom-client';

/**
 * Every sample of the event loop's delay wakes the process; prom-client takes one every 10 ms, a third of a percent of a core in each
 * service that has nothing to do. At rest the delay's percentiles are this number.
 */
const eventLoopSampleMs = 100;

collectDefaultMetrics({ eventLoopMonitoringPrecision: eventLoopSampleMs });

/** Prometheus reads here. A part of a service registers its own metrics with prom-client's default registry. */
@ApiExcludeController()
@Controller('metrics')
export class MetricsController {
  @Get()
  @Header('Content-Type', register.contentType)
  read(): Promise<string> {
    return register.metrics();
  }
}
