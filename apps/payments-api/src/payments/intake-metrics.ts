import { Gauge, Histogram } from 'prom-client';

export const groupSizes = new Histogram({
  name: 'payments_group_size',
  help: 'Payments committed together.',
  buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
});

export const commitSeconds = new Histogram({
  name: 'payments_commit_seconds',
  help: 'From the beginning of a group commit to its end.',
  buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5],
});

let readQueueLength = (): number => 0;

class QueueLength extends Gauge {
  /** @param read is asked when Prometheus asks */
  observe(read: () => number): void {
    readQueueLength = read;
  }
}

export const queueLength = new QueueLength({
  name: 'payments_queue_length',
  help: 'Payments that wait for a commit to begin.',
  collect(): void {
    this.set(readQueueLength());
  },
});
