import {
  limitExceeded,
  paymentApproved,
  paymentRejected,
  paymentRequested,
  topics,
} from '@payments/contracts';
import {
  deadLetterHeaders,
  deadLetterTopicOf,
  type KafkaConnection,
  partitionFor,
  readTopic,
  type ReceivedRecord,
} from '@payments/kafka';
import type { Findings } from './finding.ts';
import type { Ledger, Sighting } from './ledger.ts';
import { idFromText } from './payment-index.ts';
import { contentOf } from './payment-content.ts';

export interface ReadTopicsOptions {
  readonly ledger: Ledger;
  readonly findings: Findings;
  /** Told how far it is, in words. */
  readonly onProgress?: (text: string) => void;
}

/** A topic, and the group that has to put what it cannot read among its dead letters. */
interface AuditedTopic {
  readonly topic: string;
  readonly reader: string;
  /** False if it is no event of this topic. */
  readonly take: (ledger: Ledger, event: unknown, record: ReceivedRecord) => boolean;
}

/** Who reads which topic of payments. */
export const auditedTopics: readonly AuditedTopic[] = [
  { topic: topics.paymentsRequested.name, reader: 'limit-check', take: takeRequested },
  { topic: topics.paymentsDecided.name, reader: 'payments-api', take: takeDecided },
  { topic: topics.limitsExceeded.name, reader: 'notifications', take: takeExceeded },
];

/**
 * Reads the topics of payments from their beginning to their end. What is no event of its topic has to be among the dead
 * letters of the topic's reader. Returns how many such records there are.
 */
export async function readPaymentTopics(
  connection: KafkaConnection,
  { ledger, findings, onProgress = () => undefined }: ReadTopicsOptions,
): Promise<number> {
  let others = 0;
  for (const { topic, reader, take } of auditedTopics) {
    const unreadable: string[] = [];
    let read = 0;
    await readTopic(connection, topic, (records) => {
      for (const record of records)
        if (!take(ledger, parse(record), record)) unreadable.push(placeOf(record));
      read += records.length;
      onProgress(`${topic}: ${read.toLocaleString('en')} records`);
    });
    const dead = unreadable.length === 0 ? new Set() : await deadLetterOrigins(connection, reader);
    for (const place of unreadable.filter((each) => !dead.has(each)))
      findings.add('recordsAreEvents', `${place} is not in ${deadLetterTopicOf(reader)}`);
    others += unreadable.length;
  }
  return others;
}

function takeRequested(ledger: Ledger, event: unknown, record: ReceivedRecord): boolean {
  if (!paymentRequested.check(event)) return false;
  return takeAs(event, record, (sighting) => ledger.requested(sighting));
}

function takeDecided(ledger: Ledger, event: unknown, record: ReceivedRecord): boolean {
  if (paymentApproved.check(event)) {
    const { used, limit } = event.data;
    return takeAs(event, record, (sighting) => ledger.decided(sighting, { approved: true, used, limit }));
  }
  if (!paymentRejected.check(event)) return false;
  const { limit } = event.data;
  return takeAs(event, record, (sighting) => ledger.decided(sighting, { approved: false, limit }));
}

function takeExceeded(ledger: Ledger, event: unknown, record: ReceivedRecord): boolean {
  if (!limitExceeded.check(event)) return false;
  return takeAs(event, record, (sighting) => ledger.exceeded(sighting));
}

/** What an event of any of the topics says of its payment. */
interface PaymentEvent {
  readonly subject: string;
  readonly data: {
    readonly paymentId: string;
    readonly userId: string;
    readonly merchantId: string;
    readonly amount: number;
    readonly currency: string;
    readonly day: string;
  };
}

function takeAs(event: PaymentEvent, record: ReceivedRecord, take: (sighting: Sighting) => void): boolean {
  if (!isWhereItBelongs(event, record)) return false;
  const { paymentId, userId, day, ...data } = event.data;
  const id = idFromText(paymentId);
  if (id === undefined) return false;
  take({ id, userId, day, content: contentOf(data) });
  return true;
}

/** Events of a user stand in the one partition that the user's name asks for; elsewhere they would have no order. */
function isWhereItBelongs({ subject, data: { userId } }: PaymentEvent, record: ReceivedRecord): boolean {
  const { partitions } = topics.paymentsRequested;
  return (
    subject === userId &&
    record.key?.toString() === userId &&
    record.partition === partitionFor(userId, partitions)
  );
}

function parse({ value }: ReceivedRecord): unknown {
  try {
    return value === null ? undefined : (JSON.parse(value.toString()) as unknown);
  } catch {
    return undefined;
  }
}

async function deadLetterOrigins(connection: KafkaConnection, group: string): Promise<ReadonlySet<string>> {
  const { topic, partition, offset } = deadLetterHeaders;
  const origins = new Set<string>();
  await readTopic(connection, deadLetterTopicOf(group), (records) => {
    for (const { headers } of records)
      origins.add(`${String(headers[topic])}[${String(headers[partition])}]@${String(headers[offset])}`);
  });
  return origins;
}

function placeOf({ topic, partition, offset }: ReceivedRecord): string {
  return `${topic}[${partition}]@${offset}`;
}
