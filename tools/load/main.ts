import { parseArgs } from 'node:util';
import { portFrom } from '../stack/ports.ts';
import { Failure, runCommand } from '../stack/failure.ts';
import { askedToEnd } from '../stack/lifetime.ts';
import { terminalProgress } from '../stack/progress.ts';
import { describeLoad, describeProgress } from './report.ts';
import { sendPayments } from './send-payments.ts';

const usage = `npm run load -- --rate R --seconds S --users U [--connections C] [--batch N] [--journal FILE] [--url URL]

Sends payments to a running platform, and prints what came back and how fast.
  --rate         payments a second (100); 0 is as fast as answers come
  --seconds      for how long (10)
  --payments     how many at most
  --users        how many users, who pay in turn (100)
  --connections  connections, and so requests under way at once (32)
  --batch        payments in one request, 1 to 1000 (1)
  --journal      writes each acknowledged payment there, for npm run audit -- --journal FILE
  --wait         asks for the decision: the answer comes once the payment is decided, or after so many seconds
  --url          of payments-api (http://127.0.0.1:3000, or PAYMENTS_API_PORT)
`;

const largestBatch = 1_000;
const probeTimeoutMs = 3_000;

await runCommand(async () => {
  const options = readOptions();
  if (options === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  await requirePlatform(options.url);
  const ending = new AbortController();
  void askedToEnd().then(() => ending.abort());
  const step = terminalProgress().step('payments');
  const report = await sendPayments({
    ...options,
    signal: ending.signal,
    onProgress: (progress) => step.update(describeProgress(progress)),
  });
  step.done(`${report.acknowledged.toLocaleString('en')} acknowledged`);
  process.stdout.write(describeLoad(report, options));
  return report.acknowledged === report.sent && report.sent > 0 ? 0 : 1;
});

interface Options {
  readonly url: string;
  readonly rate: number;
  readonly seconds?: number;
  readonly payments?: number;
  readonly users: number;
  readonly connections: number;
  readonly batch: number;
  readonly journal?: string;
  readonly preferWaitSeconds?: number;
}

function readOptions(): 'help' | Options {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        rate: text,
        seconds: text,
        payments: text,
        users: text,
        connections: text,
        batch: text,
        journal: text,
        wait: text,
        url: text,
      },
    });
    if (values.help) return 'help';
    const { seconds = values.payments === undefined ? '10' : undefined, payments, journal, wait } = values;
    return {
      url: values.url ?? `http://127.0.0.1:${portFrom(process.env, 'PAYMENTS_API_PORT', 3000)}`,
      rate: number('--rate', values.rate ?? '100', { least: 0 }),
      users: number('--users', values.users ?? '100', { least: 1, whole: true }),
      connections: number('--connections', values.connections ?? '32', { least: 1, whole: true }),
      batch: number('--batch', values.batch ?? '1', { least: 1, most: largestBatch, whole: true }),
      ...(seconds !== undefined && { seconds: number('--seconds', seconds, { least: 0.001 }) }),
      ...(payments !== undefined && { payments: number('--payments', payments, { least: 1, whole: true }) }),
      ...(journal !== undefined && { journal }),
      ...(wait !== undefined && {
        preferWaitSeconds: number('--wait', wait, { least: 0, most: 30, whole: true }),
      }),
    };
  } catch (error) {
    throw new Failure(`${(error as Error).message}\n\n${usage}`, { cause: error });
  }
}

function number(
  option: string,
  text: string,
  bounds: { least: number; most?: number; whole?: boolean },
): number {
  const { least, most = Infinity, whole = false } = bounds;
  const value = Number(text);
  if (text.trim() !== '' && value >= least && value <= most && (!whole || Number.isInteger(value)))
    return value;
  const range = most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`;
  throw new RangeError(`${option} takes a ${whole ? 'whole ' : ''}number ${range}, not "${text}".`);
}

async function requirePlatform(url: string): Promise<void> {
  try {
    const response = await fetch(new URL('/health/live', url), {
      signal: AbortSignal.timeout(probeTimeoutMs),
    });
    await response.body?.cancel();
  } catch (cause) {
    throw new Failure(
      `No payments-api answers at ${url}. Start the platform (npm start), or say where it is: --url, PAYMENTS_API_PORT.`,
      { cause },
    );
  }
}
