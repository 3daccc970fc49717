import { connectKafka, ensureTopics } from '@payments/kafka';
import { eventually } from '@payments/testing';
import { startKafkaConnect } from '../../stack/kafka-connect.ts';
import { Backlog, backlogRows, measuredRows, type MySqlAccount } from '../backlog.ts';
import { benchTopic } from '../bench-topic.ts';
import { rateBetween } from '../topic-progress.ts';

export const debeziumVersion = '3.6.0.Final';
const plugin = `io.debezium:debezium-connector-mysql:${debeziumVersion}:tar.gz:plugin` as const;
const java = ['-Xmx1g'];
const waiting = { what: 'Debezium', timeoutMs: 180_000, intervalMs: 20 };

interface Place {
  readonly brokers: readonly string[];
  readonly mysql: MySqlAccount;
}

/**
 * Rows a second from the binlog into Kafka by Debezium on Kafka Connect, as they come out of their boxes: at least once. The same
 * backlog, read in the same way: the connector is stopped, the rows are written, the connector goes on.
 */
export async function measureDebezium(place: Place): Promise<number> {
  const { brokers, mysql } = place;
  const backlog = await Backlog.open(mysql);
  const name = backlog.database;
  const topic = `${name}.${name}.payments`;
  const kafka = connectKafka({ brokers, clientId: 'bench', log: quiet });
  await ensureTopics(kafka, [benchTopic(topic)]);
  const connect = await startKafkaConnect({ brokers, name, plugin, java });
  try {
    const connector = `${connect.url}/connectors/${name}`;
    await put(`${connector}/config`, configOf(name, place));
    return await kafka.withAdmin(async (admin) => {
      const records = async (): Promise<number> => recordsIn(await admin.fetchTopicOffsets(topic));
      await eventually(() => isRunning(connector), waiting);
      // It says RUNNING before it knows where it begins, and what was written until then is not its concern.
      let written = 0;
      const seen = async (): Promise<boolean> => {
        await backlog.write(written, (written += 1));
        return (await records()) > 0;
      };
      await eventually(seen, { ...waiting, intervalMs: 500 });
      await put(`${connector}/stop`);
      await eventually(() => hasStoppedWithOffset(connector), waiting);
      await backlog.write(written, backlogRows + written);
      await put(`${connector}/resume`);
      return rateBetween(measuredRows, records);
    });
  } finally {
    await connect.stop();
    await backlog.drop();
  }
}

function configOf(name: string, { brokers, mysql }: Place): Readonly<Record<string, string>> {
  return {
    'connector.class': 'io.debezium.connector.mysql.MySqlConnector',
    'database.hostname': mysql.host,
    'database.port': String(mysql.port),
    'database.user': mysql.user,
    'database.password': mysql.password,
    'database.server.id': '184054',
    'topic.prefix': name,
    'table.include.list': `${name}.payments`,
    'snapshot.mode': 'no_data',
    'include.schema.changes': 'false',
    'schema.history.internal.kafka.bootstrap.servers': brokers.join(','),
    'schema.history.internal.kafka.topic': `${name}.schema-history`,
    'key.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'key.converter.schemas.enable': 'false',
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'value.converter.schemas.enable': 'false',
  };
}

function recordsIn(partitions: readonly { readonly high: string }[]): number {
  return partitions.reduce((sum, { high }) => sum + Number(high), 0);
}

async function isRunning(connector: string): Promise<boolean> {
  const response = await fetch(`${connector}/status`);
  if (!response.ok) return false;
  const { tasks } = (await response.json()) as { tasks: readonly { state: string; trace?: string }[] };
  const failed = tasks.find(({ state }) => state === 'FAILED');
  if (failed !== undefined) throw new Error(`Debezium failed: ${failed.trace}`);
  return tasks.some(({ state }) => state === 'RUNNING');
}

async function hasStoppedWithOffset(connector: string): Promise<boolean> {
  const status = (await (await fetch(`${connector}/status`)).json()) as { connector: { state: string } };
  if (status.connector.state !== 'STOPPED') return false;
  const { offsets } = (await (await fetch(`${connector}/offsets`)).json()) as { offsets: readonly unknown[] };
  return offsets.length > 0;
}

async function put(url: string, body?: unknown): Promise<void> {
  const response = await fetch(url, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`Kafka Connect refuses: ${await response.text()}`);
}

const quiet = { log: () => undefined, warn: () => undefined, error: () => undefined };
