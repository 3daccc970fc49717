import { Counter, Gauge, Histogram } from 'prom-client';
import type { Published } from './relay-options.ts';
import type { RelayStatus } from './relay.task.ts';

const events = new Counter({ name: 'payments_relay_events_total', help: 'Payments published to Kafka.' });

const transactions = new Counter({
  name: 'payments_relay_transactions_total',
  help: 'Kafka transactions of the relay, those that only moved its position included.',
});

const delaySeconds = new Histogram({
  name: 'payments_relay_delay_seconds',
  help: 'From the acceptance of a payment to its publication; of the oldest payment in each transaction.',
  buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5, 30, 300],
});

const position = new Gauge({
  name: 'payments_relay_position_bytes',
  help: 'Up to where in which file of the binlog everything is published.',
  labelNames: ['file'],
});

/** A transaction is followed by the next at once if there is anything to publish; after so long there was nothing. */
const idleAfterMs = 2_000;
let observed: { readonly status: () => RelayStatus; readonly now: () => number } | undefined;
let last = { atMs: 0, delayMs: 0 };

const active: Gauge = new Gauge({
  name: 'payments_relay_active',
  help: '1 if this instance is the one that relays.',
  collect: () => active.set(observed?.status().state === 'active' ? 1 : 0),
});

const lagSeconds: Gauge = new Gauge({
  name: 'payments_relay_lag_seconds',
  help: 'How far the topic is behind the table, as this instance sees it; while the relay fails, for how long.',
  collect: () => lagSeconds.set(lagMs() / 1_000),
});

export const relayMetrics = {
  /** Whom to ask when Prometheus asks. */
  observe: (status: () => RelayStatus, now: () => number): void => {
    observed = { status, now };
  },
  published: (published: Published, nowMs: number): void => {
    const { oldestCreatedAtMs = nowMs } = published;
    last = { atMs: nowMs, delayMs: Math.max(0, nowMs - oldestCreatedAtMs) };
    events.inc(published.events);
    transactions.inc();
    position.reset();
    position.set({ file: published.position.file }, published.position.offset);
    if (published.events > 0) delaySeconds.observe(last.delayMs / 1_000);
  },
};

function lagMs(): number {
  if (observed === undefined) return 0;
  const status = observed.status();
  const nowMs = observed.now();
  if (status.state === 'waiting') return nowMs - status.sinceMs;
  return nowMs - last.atMs > idleAfterMs ? 0 : last.delayMs;
}
