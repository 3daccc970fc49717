import type { LifeStep, LifeStepId, Payment, PaymentLife } from '@payments/console-api';
import { eventIds, topics } from '@payments/contracts';
import { type ClusterSession, type StoredRecord, type TopicPlaces } from '@payments/kafka';
import { problemOf } from '../http/known-errors.ts';
import { RecordSeeker } from '../kafka/record-seeker.ts';
import type { ArchivedPlaces } from './archived-places.service.ts';
import { awayStep, decisionDetail, doneStep, openStep, recordStep } from './life-steps.ts';
import type { NotificationRow } from './payments.service.ts';

/** Where the row's changes go, as the demo's connector is configured. */
const capturedTopic = 'mysql.payments.payments';
/** Clocks of servers may differ so much. */
const clockMarginMs = 5_000;

export interface LifeSources {
  readonly session: ClusterSession;
  readonly payment: () => Promise<Payment>;
  readonly topics: () => Promise<readonly TopicPlaces[]>;
  readonly notification: (paymentId: string) => Promise<NotificationRow | undefined>;
  readonly archived: ArchivedPlaces;
  readonly nowMs: () => number;
}

/** Follows one payment: what was found once is not looked for again. */
export class PaymentLifeWatch {
  private readonly done = new Map<LifeStepId, LifeStep>();
  private readonly seekers = new Map<LifeStepId, RecordSeeker>();

  constructor(private readonly sources: LifeSources) {}

  async look(): Promise<PaymentLife> {
    const payment = await this.sources.payment();
    const isRejected = payment.status === 'rejected';
    const steps = await Promise.all([
      this.committed(payment),
      this.event('requested', payment, {
        topic: topics.paymentsRequested.name,
        eventId: eventIds.requested(payment.id),
      }),
      this.event('decided', payment, {
        topic: topics.paymentsDecided.name,
        eventId: eventIds.decided(payment.id),
      }),
      ...(isRejected
        ? [
            this.event('limit-exceeded', payment, {
              topic: topics.limitsExceeded.name,
              eventId: eventIds.limitExceeded(payment.id),
            }),
            this.step('notified', payment, () => this.notified(payment)),
            this.event('notification-sent', payment, {
              topic: topics.notificationsSent.name,
              eventId: eventIds.notificationSent(payment.id, 'in-app'),
            }),
          ]
        : []),
      this.step('captured', payment, () => this.captured(payment)),
    ]);
    const captured = steps.find(({ id }) => id === 'captured');
    steps.push(await this.step('archived', payment, () => this.archived(captured)));
    return {
      payment,
      steps,
      isComplete: payment.status !== 'pending' && steps.every(({ state }) => state === 'done'),
    };
  }

  private committed({ id, createdAt }: Payment): Promise<LifeStep> {
    const detail = `payments-api committed the row ${id} to MySQL, and only then answered.`;
    return Promise.resolve(doneStep('committed', detail, { atMs: Date.parse(createdAt) }));
  }

  /** @param find undefined: nothing there yet */
  private async step(
    id: LifeStepId,
    payment: Payment,
    find: () => Promise<LifeStep | undefined>,
  ): Promise<LifeStep> {
    const known = this.done.get(id);
    if (known !== undefined) return known;
    try {
      const found = await find();
      if (found === undefined) return openStep(id, payment, this.sources.nowMs());
      this.done.set(id, found);
      return found;
    } catch (error) {
      const problem = problemOf(error);
      if (problem === undefined) throw error;
      return awayStep(id, problem.message);
    }
  }

  private event(
    id: LifeStepId,
    payment: Payment,
    { topic, eventId }: { topic: string; eventId: string },
  ): Promise<LifeStep> {
    return this.step(id, payment, async () => {
      const containing = `"${eventId}"`;
      const isIt = ({ value }: StoredRecord) => (JSON.parse(String(value)) as { id?: string }).id === eventId;
      const record = await this.seek(id, topic, { payment, key: payment.userId, containing, isIt });
      return record && recordStep(id, record, detailOf(id, record));
    });
  }

  private async notified({ id, userId }: Payment): Promise<LifeStep | undefined> {
    const row = await this.sources.notification(id);
    if (row === undefined) return undefined;
    return doneStep('notified', `notifications told ${userId}: ${row.message}`, {
      atMs: row.createdAtMs,
      notificationId: row.id,
    });
  }

  private async captured(payment: Payment): Promise<LifeStep | undefined> {
    const id = Buffer.from(payment.id.replaceAll('-', ''), 'hex').toString('base64');
    const key = JSON.stringify({ id });
    const isIt = (record: StoredRecord) => record.key?.toString() === key;
    const record = await this.seek('captured', capturedTopic, { payment, key, containing: id, isIt });
    return (
      record &&
      recordStep('captured', record, 'A connector read the row from MySQL’s binlog and wrote it to Kafka.')
    );
  }

  private async archived(captured: LifeStep | undefined): Promise<LifeStep | undefined> {
    if (captured?.record == null || captured.atMs === null) return undefined;
    const found = await this.sources.archived.find(captured.record, captured.atMs);
    if (found === undefined) return undefined;
    const detail = `The connector ${found.connector} put it into S3, with the checksum of the object in a manifest.`;
    return doneStep('archived', detail, { by: found.connector, objectKey: found.key, atMs: found.writtenMs });
  }

  // oxlint-disable-next-line max-params -- for which step, where and what
  private async seek(
    id: LifeStepId,
    topic: string,
    {
      payment,
      ...what
    }: { payment: Payment; key: string; containing: string; isIt: (record: StoredRecord) => boolean },
  ): Promise<StoredRecord | undefined> {
    let seeker = this.seekers.get(id);
    if (seeker === undefined) {
      const place = (await this.sources.topics()).find(({ name }) => name === topic);
      if (place === undefined) return undefined;
      const fromMs = Date.parse(payment.createdAt) - clockMarginMs;
      seeker = new RecordSeeker(this.sources.session, { topic: place, fromMs, ...what });
      this.seekers.set(id, seeker);
    }
    return seeker.seek();
  }
}

function detailOf(id: LifeStepId, { topic, value }: StoredRecord): string {
  if (id === 'decided') return decisionDetail(value);
  if (id === 'requested') return `The relay read the row from MySQL’s binlog and published it in ${topic}.`;
  if (id === 'limit-exceeded')
    return `With the decision, in one transaction, it went into ${topic}, for the user to be told.`;
  return `That the user was told is published in ${topic}.`;
}
