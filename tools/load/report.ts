import type { Percentiles } from './latencies.ts';
import { type LoadOptions, type LoadProgress, type LoadReport, total } from './send-payments.ts';

const names: Readonly<Record<number, string>> = {
  0: 'no answer in time',
  200: 'decided',
  202: 'accepted',
  422: 'refused: the body or the key',
  429: 'refused: too many requests',
  500: 'failed',
  503: 'refused: the database is away',
};
/** A timer may be as late as this. */
const tolerableDelayMs = 50;

export function describeProgress({ seconds, acknowledged, rate, latencyMs, retries }: LoadProgress): string {
  const again = retries === 0 ? '' : `, ${number(retries)} retries`;
  return `${seconds.toFixed(0)} s: ${number(acknowledged)} acknowledged, ${number(rate)}/s, p99 ${ms(latencyMs.p99)}${again}`;
}

/** What came back and how fast, for the person at the terminal. */
export function describeLoad(report: LoadReport, { rate, connections, batch }: Described): string {
  const { seconds, sent, byStatus, retries, replays, latestMs } = report;
  const statuses = [...byStatus].toSorted(([one], [other]) => one - other);
  return [
    '',
    `${number(sent)} payments in ${seconds.toFixed(1)} s, over ${connections} connections${batch > 1 ? `, ${batch} in a request` : ''}`,
    ...statuses.map(([status, count]) =>
      `  ${status === 0 ? '---' : status}  ${number(count).padStart(10)}  ${names[status] ?? ''}`.trimEnd(),
    ),
    ...(total(retries) === 0
      ? []
      : [
          `  ${number(total(retries))} further attempts with the same key, ${number(replays)} of them for a payment that had been made`,
        ]),
    `  ${number(report.rate)} acknowledged a second${rate === 0 ? '' : `, ${number(rate)} asked for`}`,
    ...(rate > 0 && latestMs > tolerableDelayMs
      ? [
          `  Payments were sent up to ${ms(latestMs)} late, as no connection was free; the latency has that in it.`,
        ]
      : []),
    `  latency       ${percentiles(report.latencyMs)}   from when a payment was due to its answer`,
    `  service time  ${percentiles(report.serviceMs)}   from when it was sent`,
    '',
  ].join('\n');
}

type Described = Pick<LoadOptions, 'rate'> & { readonly connections: number; readonly batch: number };

function percentiles({ p50, p90, p99, max }: Percentiles): string {
  return `p50 ${ms(p50)}  p90 ${ms(p90)}  p99 ${ms(p99)}  max ${ms(max)}`;
}

function ms(value: number): string {
  return `${value < 100 ? value.toFixed(1) : number(value)} ms`;
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en');
}
