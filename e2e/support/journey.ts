import { cp, readFile } from 'node:fs/promises';
import {
  connectKafka,
  type KafkaConnection,
  readCommittedPosition,
  type ReceivedRecord,
  readTopic,
} from '@payments/kafka';
import type { StackAddresses } from '@payments/testing';
import { createPool, type Pool, type RowDataPacket } from 'mysql2/promise';
import { audit, type Verdict } from '../../tools/audit/audit.ts';
import { type LoadOptions, type LoadReport, sendPayments } from '../../tools/load/send-payments.ts';
import {
  type Platform,
  type PlatformOptions,
  type ServiceSettings,
  startPlatform,
} from '../../tools/platform/platform.ts';
import type { ServiceName } from '../../tools/platform/topology.ts';
import { showLogsOfFailures } from './logs-of-failures.ts';
import { metricsOf } from './metrics.ts';
import { zoneAtNoon } from './zone-at-noon.ts';
import { NotificationsClient } from './notifications-client.ts';
import { type Payment, PaymentsClient } from './payments-client.ts';
import { waitFor } from './wait-for.ts';

type JourneyOptions = Pick<PlatformOptions, 'brokers' | 'without' | 'settings' | 's3'>;

/**
 * A platform of its own for one file of journeys: real servers and services on free ports, with data that is gone
 * afterwards. The connector and the console are left out unless `without` says otherwise: they take their time. So is S3 then.
 *
 * @example
 * let journey: Journey;
 * beforeAll(async () => (journey = await Journey.start()));
 * afterAll(() => journey.end());
 */
export class Journey {
  readonly platform: Platform;
  readonly payments: PaymentsClient;
  readonly notifications: NotificationsClient;
  readonly kafka: KafkaConnection;
  readonly #mysql: Pool;

  static async start(options: JourneyOptions = {}): Promise<Journey> {
    const { settings: given = {}, without = ['connector', 'console'], ...rest } = options;
    const settings = async (addresses: StackAddresses): Promise<ServiceSettings> => {
      const chosen = typeof given === 'function' ? await given(addresses) : given;
      return { ...chosen, 'payments-api': { LIMIT_TIME_ZONE: zoneAtNoon(), ...chosen['payments-api'] } };
    };
    const s3 = !without.includes('connector') || !without.includes('console');
    const platform = startPlatform({ ports: 'free', data: 'temporary', settings, without, s3, ...rest });
    return new Journey(await platform);
  }

  private constructor(platform: Platform) {
    showLogsOfFailures(platform.stack);
    const { kafka, mysql } = platform.stack.addresses;
    this.platform = platform;
    this.payments = new PaymentsClient(() => platform.service('payments-api').url);
    this.notifications = new NotificationsClient(() => platform.service('notifications').url);
    this.kafka = connectKafka({ ...kafka, clientId: 'journey', log: noLog });
    this.#mysql = createPool({ ...mysql, connectionLimit: 2, dateStrings: true });
  }

  /** Sends many payments, as a client that tries again does; those that were accepted go to the audit. */
  send(load: Omit<LoadOptions, 'url' | 'journal'> & Partial<Pick<LoadOptions, 'url'>>): Promise<LoadReport> {
    const { url } = this.platform.service('payments-api');
    const { acknowledgements } = this.payments;
    return sendPayments({ url, journal: (each) => acknowledgements.push(each), ...load });
  }

  /** Resolves once clients are acknowledged so many more payments. */
  async accepts(more: number): Promise<void> {
    const { acknowledgements } = this.payments;
    const before = acknowledgements.length;
    await waitFor(`${more} more payments to be accepted`, () => acknowledgements.length >= before + more);
  }

  /** The payment with its decision, once the API shows it. */
  async decided({ id }: Pick<Payment, 'id'>): Promise<Payment> {
    return waitFor(`a decision on payment ${id}`, async () => {
      const { status, body } = await this.payments.get(`/v1/payments/${id}`);
      const payment = body as Payment;
      return status === 200 && payment.status !== 'pending' && payment;
    });
  }

  /** Resolves once every payment that was accepted has its decision in MySQL. */
  async allDecided(): Promise<void> {
    await waitFor(
      'a decision on every payment',
      async () => (await this.count('payments.payments', "status = 'pending'")) === 0,
    );
  }

  /** As the administrator; a table needs its database before it. */
  async query<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    const [rows] = await this.#mysql.query<RowDataPacket[]>(sql, [...values]);
    return rows as unknown[] as Row[];
  }

  async count(table: string, condition = 'TRUE'): Promise<number> {
    const [row] = await this.query<{ rows: number }>(
      `SELECT COUNT(*) AS \`rows\` FROM ${table} WHERE ${condition}`,
    );
    return row?.rows ?? 0;
  }

  /** Every committed record of a topic, partition by partition in their order. */
  async records(topic: string): Promise<ReceivedRecord[]> {
    const partitions: ReceivedRecord[][] = [];
    await readTopic(this.kafka, topic, (records) => {
      for (const record of records) (partitions[record.partition] ??= []).push(record);
    });
    return partitions.flat();
  }

  /** Whoever wants to write to the table waits until `release`. */
  async holdUpWriters(table: string): Promise<{ readonly release: () => Promise<void> }> {
    const holder = await this.#mysql.getConnection();
    await holder.query(`LOCK TABLES ${table} READ`);
    return {
      release: async () => {
        await holder.query('UNLOCK TABLES');
        holder.release();
      },
    };
  }

  /** The statements of a service that are held up. */
  async writersHeldUp(service: ServiceName): Promise<number> {
    const user = service.replaceAll('-', '_');
    return this.count(
      'information_schema.processlist',
      `user = '${user}' AND state LIKE 'Waiting for table%'`,
    );
  }

  /** How many offsets of a topic are taken, by records and by the marks that end transactions. */
  async size(topic: string): Promise<number> {
    const partitions = await this.kafka.withAdmin((admin) => admin.fetchTopicOffsets(topic));
    return partitions.reduce((sum, { high }) => sum + Number(high), 0);
  }

  /** How many records of a topic a consumer group has committed as done. */
  async recordsDone(group: string, topic: string): Promise<number> {
    const records = await this.records(topic);
    const next = new Map<number, bigint>();
    for (const partition of new Set(records.map((record) => record.partition))) {
      const committed = await readCommittedPosition(this.kafka, group, topic, partition);
      next.set(partition, BigInt(committed?.offset ?? 0));
    }
    return records.filter(({ partition, offset }) => BigInt(offset) < (next.get(partition) ?? 0n)).length;
  }

  /** The sum of a metric over all its labels, of each instance of a service. */
  metric(service: ServiceName, name: string): Promise<number[]> {
    const instances = [...this.platform.service(service).urls.keys()];
    return Promise.all(instances.map((instance) => this.metricOf(service, instance, name)));
  }

  async metricOf(service: ServiceName, instance: number, name: string): Promise<number> {
    const url = this.platform.service(service).urls[instance];
    if (url === undefined) throw new RangeError(`${service} has no instance ${instance}.`);
    return (await metricsOf(url)).get(name) ?? 0;
  }

  /** What a service has written to its log, each instance by itself. */
  logs(service: ServiceName): Promise<string[]> {
    return Promise.all(this.platform.service(service).logFiles.map((file) => readFile(file, 'utf8')));
  }

  /** Recounts everything from outside, against what the client was promised, once the work under way is done. */
  audit(waitSeconds = 60): Promise<Verdict> {
    const { acknowledgements: journal } = this.payments;
    return audit({ ...this.platform.stack.addresses, journal, limitPerDay: 10, waitSeconds });
  }

  /** The logs of a failed run can be kept: they are copied to the folder that E2E_LOGS names. */
  async end(): Promise<void> {
    const { E2E_LOGS: keptLogs } = process.env;
    this.payments.close();
    this.notifications.close();
    await this.#mysql.end();
    if (keptLogs !== undefined) await cp(this.platform.stack.logFolder, keptLogs, { recursive: true });
    await this.platform.stop();
  }
}

const noLog = { log: () => undefined, warn: () => undefined, error: () => undefined };
