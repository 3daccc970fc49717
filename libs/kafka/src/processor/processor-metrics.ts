import { Counter, Gauge, Histogram } from 'prom-client';
import type { ProcessorObserver } from './stateful-processor.ts';

const labelNames = ['group'] as const;
const transactionSeconds = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5];

/** What processors tell Prometheus; registered with its default registry. */
const metrics = {
  records: new Counter({
    name: 'kafka_processor_records_total',
    help: 'Records that were handled.',
    labelNames,
  }),
  deadLetters: new Counter({
    name: 'kafka_processor_dead_letters_total',
    help: 'Records that could not be handled.',
    labelNames,
  }),
  resets: new Counter({
    name: 'kafka_processor_resets_total',
    help: 'Times a partition threw its state away to restore it.',
    labelNames,
  }),
  partitions: new Gauge({
    name: 'kafka_processor_partitions',
    help: 'Partitions this instance works on.',
    labelNames,
  }),
  duration: new Histogram({
    name: 'kafka_processor_transaction_seconds',
    help: 'From taking a batch up to its commit.',
    labelNames,
    buckets: transactionSeconds,
  }),
};

export function processorMetrics(group: string): ProcessorObserver {
  metrics.resets.inc({ group }, 0);
  return {
    committed: ({ records, deadLetters, durationMs }) => {
      metrics.records.inc({ group }, records - deadLetters);
      metrics.deadLetters.inc({ group }, deadLetters);
      metrics.duration.observe({ group }, durationMs / 1_000);
    },
    reset: () => metrics.resets.inc({ group }),
    assigned: (partitions) => metrics.partitions.set({ group }, partitions.length),
  };
}
