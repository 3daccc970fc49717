import { connectKafka, type KafkaConnection } from '@payments/kafka';
import { type Acknowledgement, readJournal } from '../load/journal.ts';
import { Failure } from '../stack/failure.ts';
import { type ArchiveCount, auditArchive, type AuditedArchive } from './archive.ts';
import { Findings } from './finding.ts';
import { noteAcknowledgements } from './acknowledgements.ts';
import { Ledger, type Scope } from './ledger.ts';
import { type AuditedDatabase, PaymentTables } from './payment-tables.ts';
import { auditedTopics, readPaymentTopics } from './payment-topics.ts';
import { type Recount, recount } from './recount.ts';
import { shortestRetentionMs } from './retention.ts';
import { settle } from './settle.ts';

export interface AuditOptions {
  readonly kafka: { readonly brokers: readonly string[] };
  /** User and password are by default the auditor's of the demo. */
  readonly mysql: Pick<AuditedDatabase, 'host' | 'port'> & Partial<AuditedDatabase>;
  /** Without it the archive is not counted. */
  readonly s3?: AuditedArchive;
  /** What a client was acknowledged: the journal of a load run, or the acknowledgements themselves. */
  readonly journal?: string | readonly Acknowledgement[];
  /** Approved payments a user may have in a day; by default each decision says itself with which limit it was made. */
  readonly limitPerDay?: number;
  /** How long it may wait for work under way to be done; default 30. 0 counts what there is. */
  readonly waitSeconds?: number;
  /** Told what it does, in words. */
  readonly onProgress?: (text: string) => void;
}

export interface Verdict extends Recount {
  /** True if every rule holds. */
  readonly good: boolean;
  /** True if acknowledgements were given to compare with. */
  readonly hasJournal: boolean;
  /** Each archived topic; empty if nothing is archived here. */
  readonly archive: readonly ArchiveCount[];
  /** What a reader of the verdict has to know, in sentences. */
  readonly notes: readonly string[];
}

const defaultWaitSeconds = 30;
const defaultUser = 'auditor';
const defaultPassword = 'payments-demo';
/** Records are deleted some time after their retention is over, and while an audit runs. */
const retentionMarginMs = 60 * 60 * 1000;

/**
 * Recounts everything from outside: payments and notifications in MySQL, the topics from their first record, and, if given, what
 * clients were acknowledged.
 *
 * @throws Failure if a server is not there or the platform has never run on it
 * @example
 * const verdict = await audit({ ...stack.addresses, journal: 'load.ndjson' });
 * if (!verdict.good) console.log(verdict.findings);
 */
export async function audit(options: AuditOptions): Promise<Verdict> {
  const { onProgress = () => undefined, waitSeconds = defaultWaitSeconds, limitPerDay } = options;
  const tables = new PaymentTables({ user: defaultUser, password: defaultPassword, ...options.mysql });
  const connection = connectKafka({ ...options.kafka, clientId: 'audit', log: noLog });
  const topics = auditedTopics.map(({ topic }) => topic);
  onProgress('connecting');
  const toMs = await tables.nowMs();
  const retentionMs = await explained(connection, () => shortestRetentionMs(connection, topics));
  const scope: Scope = { fromMs: Math.max(0, toMs - retentionMs + retentionMarginMs), toMs };

  const missing =
    waitSeconds > 0
      ? await settle({ tables, connection, scope, timeoutMs: waitSeconds * 1_000, onProgress })
      : undefined;
  const [ledger, findings] = [new Ledger(scope), new Findings()];
  // Against the stream: what was seen downstream must have come from somewhere, whatever happens meanwhile.
  const strangers = await readPaymentTopics(connection, { ledger, findings, onProgress });
  onProgress('payments and notifications in MySQL');
  await tables.readNotifications(ledger, scope);
  await tables.readPayments(ledger, scope);
  if (options.journal !== undefined)
    await noteAcknowledgements(ledger, findings, acknowledgementsOf(options.journal));

  const older = await tables.olderThan(scope);
  const { newer } = await tables.progress(scope);
  onProgress('counting');
  const counted = recount(
    ledger,
    {
      ...(limitPerDay !== undefined && { limitPerDay }),
      partialDays: new Set(older.lastDay === null ? [] : [older.lastDay]),
    },
    findings,
  );
  const archive =
    options.s3 === undefined
      ? []
      : await auditArchive({ connection, archive: options.s3, timeoutMs: waitSeconds * 1_000, onProgress });
  return {
    ...counted,
    archive,
    good: counted.findings.length === 0 && archive.every(({ problems }) => problems.length === 0),
    hasJournal: options.journal !== undefined,
    notes: notes({ missing, strangers, newer, older }),
  };
}

const noLog = { log: () => undefined, warn: () => undefined, error: () => undefined };

function acknowledgementsOf(
  journal: NonNullable<AuditOptions['journal']>,
): AsyncIterable<Acknowledgement> | Iterable<Acknowledgement> {
  return typeof journal === 'string' ? readJournal(journal) : journal;
}

async function explained<Result>(connection: KafkaConnection, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    const { message, type } = cause as { message: string; type?: string };
    const why =
      type === 'UNKNOWN_TOPIC_OR_PARTITION'
        ? 'has no topics of payments: the platform has not run here yet. Start it (npm start)'
        : `does not answer (${message}). Start the platform (npm start), or say where it is: KAFKA_BROKERS, KAFKA_PORT`;
    throw new Failure(`Kafka at ${connection.brokers.join(', ')} ${why}.`, { cause });
  }
}

interface Circumstances {
  readonly missing: string | undefined;
  readonly strangers: number;
  readonly newer: number;
  readonly older: { readonly payments: number; readonly lastDay: string | null };
}

function notes({ missing, strangers, newer, older }: Circumstances): string[] {
  return [
    ...(missing === undefined ? [] : [`The time to wait was over, and ${missing}.`]),
    ...(newer === 0 ? [] : [`${number(newer)} payments came after the audit had begun, and are left out.`]),
    ...(older.payments === 0
      ? []
      : [
          `${number(older.payments)} payments are older than what the topics keep, and are left out; ` +
            `on ${older.lastDay} therefore nobody can tell which payments came first.`,
        ]),
    ...(strangers === 0 ? [] : [`${number(strangers)} records in the topics are no events of theirs.`]),
  ];
}

function number(value: number): string {
  return value.toLocaleString('en');
}
