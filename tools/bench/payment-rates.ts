import { type LoadReport, sendPayments } from '../load/send-payments.ts';
import type { Figure } from './figure.ts';

const connections = 256;
const fewConnections = 64;
/** A cold broker spends most of its time on compiling itself. */
const warmUpSeconds = 30;
const seconds = 10;
/** So many that next to none of them reaches the daily limit: telling each of a rejection is work of its own. */
const users = 100_000;

/** Payments accepted a second: one a request, as fast as the answers come. */
export async function measureIngest(url: string, name: string): Promise<Figure> {
  await ingest(url, connections, warmUpSeconds);
  const few = await ingest(url, fewConnections, seconds);
  const { rate, latencyMs } = await ingest(url, connections, seconds);
  return {
    name,
    value: rate,
    unit: 'payments/s',
    target: 6_000,
    detail:
      `${connections} connections, ${users.toLocaleString('en')} users, p50 ${latencyMs.p50.toFixed(1)} ms, p99 ${latencyMs.p99.toFixed(1)} ms; ` +
      `${fewConnections} connections: ${Math.round(few.rate).toLocaleString('en')}/s, p99 ${few.latencyMs.p99.toFixed(1)} ms`,
  };
}

async function ingest(url: string, connectionCount: number, forSeconds: number): Promise<LoadReport> {
  const report = await sendPayments({
    url,
    rate: 0,
    seconds: forSeconds,
    users,
    connections: connectionCount,
  });
  if (report.byStatus.get(202) !== report.sent)
    throw new Error(`Not every payment was accepted: ${[...report.byStatus].join(' ')}`);
  return report;
}

/** From sending a payment to its answer with the decision, under a light load. */
export async function measureDecision(url: string): Promise<Figure> {
  const light = { url, rate: 50, users: 5_000, connections: fewConnections, preferWaitSeconds: 10 };
  await sendPayments({ ...light, seconds: warmUpSeconds });
  const { latencyMs, byStatus, sent } = await sendPayments({ ...light, seconds });
  if (byStatus.get(200) !== sent)
    throw new Error(`Not every payment was decided: ${[...byStatus].join(' ')}`);
  return {
    name: 'POST to decided',
    value: latencyMs.p50,
    unit: 'ms',
    target: 60,
    lowerIsBetter: true,
    detail: `median of ${sent} payments at 50/s; p99 ${latencyMs.p99.toFixed(1)} ms`,
  };
}
