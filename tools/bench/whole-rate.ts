import { audit } from '../audit/audit.ts';
import { PaymentTables } from '../audit/payment-tables.ts';
import { sendPayments } from '../load/send-payments.ts';
import { type Figure, figureOf, formatNumber, median } from './figure.ts';
import { benchKafka, type Ground } from './ground.ts';
import { userName } from './limit-check-ground.ts';
import { beginning, wholeEnd } from './whole-progress.ts';

const batch = 500;
const connections = 8;
/** So many that none of them reaches the limit, however long it takes: declined payments cost more, and their share is to stay the same. */
const users = 1_000_000;
/** One payment in a hundred is by one of a few who soon reach their limit, and are told of each that is declined. */
const busyEvery = 100;
const busyUsers = 10;
const warmUpPayments = 50_000;
const burstPayments = 200_000;
const sustainedSeconds = 60;
/** The archive closes its objects every ten seconds; what takes longer than this has grown behind the payments. */
const longestTailSeconds = 15;
const mostTries = 6;
const speedup = 1.1;
const slowdown = 0.85;
/** A rate that is reached so far is as good as reached. */
const sentInTime = 0.97;
const secondsPerMinute = 60;

/** Payments in by batch until the last one is decided, its status in MySQL, its notification stored and its changes in S3. */
export async function measureWhole(ground: Ground): Promise<Figure[]> {
  const whole = new Whole(ground);
  ground.say('warming up');
  await whole.run({ rate: 0, payments: warmUpPayments });
  const bursts: number[] = [];
  const sendRates: number[] = [];
  for (let round = 1; round <= ground.rounds; round += 1) {
    ground.say(`round ${round} of ${ground.rounds}: ${burstPayments.toLocaleString('en')} payments at once`);
    const { accepted, sendSeconds, tailSeconds } = await whole.run({ rate: 0, payments: burstPayments });
    bursts.push(accepted / (sendSeconds + tailSeconds));
    sendRates.push(accepted / sendSeconds);
  }
  const burst = figureOf(bursts, {
    name: 'the whole, a burst',
    unit: 'payments/s',
    detail: `${burstPayments.toLocaleString('en')} payments by ${batch}, from the first to the last one in S3`,
  });
  return [burst, await sustained(ground, whole, median(sendRates) * slowdown)];
}

/**
 * The highest rate at which nothing grows behind the payments for a minute: it begins a little below what was taken in at once, goes up
 * while that holds, or down until it does. What a burst comes to in the end says less: half of its time is the archive's ten seconds.
 */
async function sustained(ground: Ground, whole: Whole, firstRate: number): Promise<Figure> {
  const tried: string[] = [];
  let highest: number | undefined;
  let rate = firstRate;
  for (let attempt = 1; attempt <= mostTries; attempt += 1) {
    ground.say(`attempt ${attempt}: ${formatNumber(rate)} payments/s for ${sustainedSeconds} s`);
    const { accepted, sendSeconds, tailSeconds } = await whole.run({ rate, seconds: sustainedSeconds });
    const reached = accepted / sendSeconds;
    tried.push(`${formatNumber(reached)}/s ended ${formatNumber(tailSeconds)} s after its last payment`);
    const holds = tailSeconds <= longestTailSeconds;
    if (holds) highest = Math.max(highest ?? 0, reached);
    // Either it came down to one that holds, went up to one that does not, or cannot be sent faster.
    if (holds ? rate < firstRate || reached < rate * sentInTime : highest !== undefined) break;
    rate = holds ? rate * speedup : reached * slowdown;
  }
  if (highest === undefined) throw new Error(`No rate was sustained: ${tried.join('; ')}.`);
  return figureOf([highest * secondsPerMinute], {
    name: 'the whole, sustained',
    unit: 'payments/min',
    target: 1_000_000,
    detail: `${sustainedSeconds} s each: ${tried.join('; ')}; ${await goodAudit(ground)}`,
  });
}

interface Load {
  /** Payments a second; 0 is as fast as answers come. */
  readonly rate: number;
  readonly seconds?: number;
  readonly payments?: number;
}

interface WholeRun {
  readonly accepted: number;
  readonly sendSeconds: number;
  /** From the last payment's answer until everything about it was done. */
  readonly tailSeconds: number;
}

class Whole {
  private readonly url: string;
  private readonly places: Parameters<typeof beginning>[0];

  constructor(ground: Ground) {
    this.url = ground.platform.service('payments-api').url;
    this.places = {
      connection: benchKafka(ground),
      tables: new PaymentTables(ground.platform.stack.addresses.mysql),
    };
  }

  async run(load: Load): Promise<WholeRun> {
    const begin = await beginning(this.places);
    const { sent, acknowledged, seconds } = await sendPayments({
      ...load,
      url: this.url,
      users,
      userName: (index) =>
        index % busyEvery === 0 ? `busy-${(index / busyEvery) % busyUsers}` : userName(index),
      connections,
      batch,
    });
    if (acknowledged < sent) throw new Error(`Only ${acknowledged} of ${sent} payments were accepted.`);
    const sentAt = performance.now();
    const endedAt = await wholeEnd(this.places, begin, acknowledged);
    return { accepted: acknowledged, sendSeconds: seconds, tailSeconds: (endedAt - sentAt) / 1_000 };
  }
}

const auditWaitSeconds = 60;

async function goodAudit({ platform, say }: Ground): Promise<string> {
  const { kafka, mysql, s3 } = platform.stack.addresses;
  const { host, port } = mysql;
  const verdict = await audit({
    kafka,
    mysql: { host, port },
    s3,
    waitSeconds: auditWaitSeconds,
    onProgress: (text) => say(`audit: ${text}`),
  });
  if (verdict.good) return `the audit of ${verdict.total.stored.toLocaleString('en')} payments is good`;
  const problems = verdict.archive.flatMap(({ problems: ofTopic }) => ofTopic);
  throw new Error(
    `The audit is not good: ${[...verdict.findings.map(({ rule }) => rule), ...problems].join(', ')}`,
  );
}
