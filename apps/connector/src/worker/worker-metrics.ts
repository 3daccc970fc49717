import { Counter, Gauge } from 'prom-client';

const task = ['connector', 'task'] as const;

/** What tasks tell Prometheus; registered with its default registry. */
export const workerMetrics = {
  records: new Counter({
    name: 'connector_task_records_total',
    help: 'Records that a task has brought to where they belong.',
    labelNames: task,
  }),
  skipped: new Counter({
    name: 'connector_task_skipped_records_total',
    help: 'Records that could not be processed and were passed over, as errors.tolerance allows.',
    labelNames: task,
  }),
  failures: new Counter({
    name: 'connector_task_failures_total',
    help: 'Times a task, or one of its partitions, failed and was to be started again.',
    labelNames: task,
  }),
  running: new Gauge({
    name: 'connector_task_running',
    help: '1 while a task of this worker runs, 0 while it is paused or waits to be tried again.',
    labelNames: task,
  }),
  lag: new Gauge({
    name: 'connector_task_lag_records',
    help: 'Records that a sink has not taken yet.',
    labelNames: task,
  }),
  sourceLag: new Gauge({
    name: 'connector_task_lag_milliseconds',
    help: 'How far behind its source a task says it is.',
    labelNames: task,
  }),
};

/** The task is not here any more. */
export function forgetTaskMetrics(connector: string, number: number): void {
  const labels = { connector, task: String(number) };
  for (const metric of Object.values(workerMetrics)) metric.remove(labels);
}
