import { Counter, Gauge } from 'prom-client';

/** What consumers tell Prometheus; registered with its default registry. */
export const consumerMetrics = {
  records: new Counter({
    name: 'kafka_consumer_records_total',
    help: 'Records that were handled, passed over as another service’s, or made dead letters.',
    labelNames: ['group', 'topic', 'outcome'] as const,
  }),
  retries: new Counter({
    name: 'kafka_consumer_retries_total',
    help: 'Attempts to handle an event or a batch that failed and were made again.',
    labelNames: ['group', 'topic'] as const,
  }),
  lag: new Gauge({
    name: 'kafka_consumer_lag_records',
    help: 'Records of a partition that this process has still to handle.',
    labelNames: ['group', 'topic', 'partition'] as const,
  }),
};
