import { eventually } from '@payments/testing';
import { sendPayments } from '../load/send-payments.ts';
import { openEventSource } from './event-source.ts';
import { type Figure, figureOf, quantile } from './figure.ts';
import type { Ground } from './ground.ts';

const rates = [500, 50] as const;
const warmUpSeconds = 20;
const seconds = 20;
const connections = 128;
const waitSeconds = 10;
const users = 100_000;
/** One payment in so many is by somebody who has reached the limit long ago, so that it is declined and they are told. */
const declinedEvery = 20;
const declined = 'bench-declined';

const stages = ['decided', 'notified', 'on the console'] as const;
type Stage = (typeof stages)[number];
const quantiles = [
  { name: 'median', fraction: 0.5 },
  { name: 'p99', fraction: 0.99 },
  { name: 'p99.9', fraction: 0.999 },
] as const;
type QuantileName = (typeof quantiles)[number]['name'];
/** Milliseconds until it is decided, by payments a second. */
const targets: Readonly<Record<number, Partial<Record<QuantileName, number>>>> = {
  500: { median: 15, p99: 50 },
  50: { median: 60 },
};

const details: Readonly<Record<Stage, string>> = {
  decided: 'POST with Prefer: wait, until its answer has the decision',
  notified: "of a declined payment, until it comes in its user's stream of notifications",
  'on the console': "until its decision comes in the console's live stream of the topic",
};

/** From sending a payment to what follows from it, under a steady load and under a light one. */
export async function measureLatency(ground: Ground): Promise<Figure[]> {
  const figures: Figure[] = [];
  await watchedLoad(ground, { rate: rates[0], forSeconds: warmUpSeconds });
  for (const rate of rates) {
    const runs: Record<Stage, number[]>[] = [];
    for (let round = 1; round <= ground.rounds; round += 1) {
      ground.say(`round ${round} of ${ground.rounds}: ${rate} payments/s`);
      runs.push(await watchedLoad(ground, { rate, forSeconds: seconds }));
    }
    for (const stage of stages)
      for (const { name, fraction } of quantiles) {
        const target = stage === 'decided' ? targets[rate]?.[name] : undefined;
        figures.push(
          figureOf(
            runs.map((run) => quantile(run[stage], fraction)),
            {
              name: `POST → ${stage}, ${rate}/s, ${name}`,
              unit: 'ms',
              lowerIsBetter: true,
              ...(target !== undefined && { target }),
              detail: name === 'median' ? details[stage] : '',
            },
          ),
        );
      }
  }
  return figures;
}

interface Load {
  readonly rate: number;
  readonly forSeconds: number;
}

/** @returns milliseconds of each payment, by what was waited for */
async function watchedLoad(
  { platform }: Ground,
  { rate, forSeconds }: Load,
): Promise<Record<Stage, number[]>> {
  const stop = new AbortController();
  const { signal } = stop;
  const [notifiedAtMs, shownAtMs] = [new Map<string, number>(), new Map<string, number>()];
  try {
    await openEventSource(
      `${platform.service('notifications').url}/v1/users/${declined}/notifications/stream`,
      { signal, onEvent: (_, data) => note(notifiedAtMs, /"paymentId":"([^"]+)"/g, data) },
    );
    // Of one user only: a stream that is too much to read leaves some out.
    const filter = encodeURIComponent(JSON.stringify({ key: { is: declined } }));
    await openEventSource(
      `${platform.service('console').url}/api/topics/payments.decided/messages/tail?filter=${filter}`,
      { signal, onEvent: (_, data) => note(shownAtMs, /\\"paymentId\\":\\"([^"\\]+)/g, data) },
    );
    const sentAtMs = new Map<string, number>();
    const decidedMs: number[] = [];
    const report = await sendPayments({
      url: platform.service('payments-api').url,
      rate,
      seconds: forSeconds,
      users,
      userName: (index) => (index % declinedEvery === 0 ? declined : `bench-${index}`),
      connections,
      preferWaitSeconds: waitSeconds,
      journal: ({ id, userId, sentAtMs: sent, acknowledgedAtMs }) => {
        decidedMs.push(acknowledgedAtMs - sent);
        if (userId === declined) sentAtMs.set(id, sent);
      },
    });
    if (report.byStatus.get(200) !== report.sent)
      throw new Error(`Not every payment was decided: ${[...report.byStatus].join(' ')}`);
    const shown = (): boolean => [...sentAtMs.keys()].every((id) => shownAtMs.has(id));
    await eventually(shown, { what: 'every declined payment on the console' });
    return {
      decided: decidedMs,
      notified: delays(sentAtMs, notifiedAtMs),
      'on the console': delays(sentAtMs, shownAtMs),
    };
  } finally {
    stop.abort();
  }
}

/** The first ones, within the limit, are not declined: nobody is told of those. */
function delays(sentAtMs: ReadonlyMap<string, number>, cameAtMs: ReadonlyMap<string, number>): number[] {
  return [...sentAtMs].flatMap(([id, sent]) => {
    const came = cameAtMs.get(id);
    return came === undefined ? [] : [came - sent];
  });
}

function note(cameAtMs: Map<string, number>, id: RegExp, data: string): void {
  const now = performance.timeOrigin + performance.now();
  for (const [, found = ''] of data.matchAll(id)) if (!cameAtMs.has(found)) cameAtMs.set(found, now);
}
