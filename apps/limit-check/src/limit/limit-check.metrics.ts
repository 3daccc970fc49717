import type { ProcessorObserver } from '@payments/kafka';
import { Counter, Gauge, Histogram } from 'prom-client';

/** The metrics of limit-check, fed by its processor. */
export function observeProcessor(): ProcessorObserver {
  const checked = new Counter({ name: 'limit_check_payments_total', help: 'Payments decided' });
  const deadLetters = new Counter({
    name: 'limit_check_dead_letters_total',
    help: 'Records that were no payment',
  });
  const resets = new Counter({
    name: 'limit_check_resets_total',
    help: 'Partitions that threw their state away and restored it',
  });
  const partitions = new Gauge({ name: 'limit_check_partitions', help: 'Partitions this instance works on' });
  const duration = new Histogram({
    name: 'limit_check_transaction_seconds',
    help: 'From the start of a batch to its commit',
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5],
  });
  return {
    committed: (batch) => {
      checked.inc(batch.records - batch.deadLetters);
      deadLetters.inc(batch.deadLetters);
      duration.observe(batch.durationMs / 1000);
    },
    reset: () => resets.inc(),
    assigned: (assigned) => partitions.set(assigned.length),
  };
}
