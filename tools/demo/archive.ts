import { readManifests } from '@payments/archive';
import { connectKafka } from '@payments/kafka';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { archivedTopics, archiveStore, auditArchive } from '../audit/archive.ts';
import { Failure } from '../stack/failure.ts';
import type { Stage } from './stage.ts';

const timeoutMs = 45_000;
const shownObjects = 2;

/** Five rows of a sample table, and the payments, flow from MySQL through Kafka into S3. */
export async function archive({ narrator, platform }: Stage): Promise<void> {
  const { kafka, mysql, s3 } = platform.stack.addresses;
  const connector = platform.service('connector').url;
  narrator.chapter('Rows flow from MySQL through Kafka into S3');
  narrator.say('The connector reads two tables from the binlog of MySQL, each into a topic of its own:');
  narrator.say('');
  for (const { id, name, city } of await customers(mysql))
    narrator.say(`  kafka_db.customers  ${id}  ${name}, ${city}`);
  narrator.say('');
  narrator.say(`${archivedTopics.join(' and ')} go into the bucket ${s3.bucket}, by the hour of`);
  narrator.say('their records. What is young is written after ten seconds at the latest; until then:');
  narrator.say('');
  const connection = connectKafka({ ...kafka, clientId: 'demo', log: silent });
  const counts = await auditArchive({ connection, archive: s3, timeoutMs, onProgress: () => undefined });
  for (const { topic, records, problems } of counts) {
    if (problems[0] !== undefined)
      throw new Failure(`The archive of ${topic} is not complete: ${problems[0]}`);
    narrator.say(`${topic}: ${records.toLocaleString('en')} records, each in exactly one object`);
    for (const { key, records: count, bytes } of await newestObjects(s3, topic))
      narrator.say(`  ${key}  ${count} records, ${bytes.toLocaleString('en')} bytes`);
  }
  narrator.look([
    `curl -s '${connector}/connectors?expand=status'`,
    `curl -s ${connector}/connectors/archive/offsets`,
    `${s3.endpoint}/${s3.bucket} (key ${s3.accessKeyId}, secret ${s3.secretAccessKey})`,
  ]);
}

const silent = { log: () => undefined, warn: () => undefined, error: () => undefined };

interface Customer extends RowDataPacket {
  readonly id: number;
  readonly name: string;
  readonly city: string;
}

async function customers(mysql: Stage['platform']['stack']['addresses']['mysql']): Promise<Customer[]> {
  const connection = await createConnection(mysql);
  try {
    const [rows] = await connection.query<Customer[]>(
      'SELECT id, name, city FROM kafka_db.customers ORDER BY id LIMIT 5',
    );
    return rows;
  } finally {
    await connection.end();
  }
}

interface ShownObject {
  readonly key: string;
  readonly records: number;
  readonly bytes: number;
}

async function newestObjects(
  s3: Stage['platform']['stack']['addresses']['s3'],
  topic: string,
): Promise<ShownObject[]> {
  const manifests = await readManifests(archiveStore(s3), topic);
  return manifests
    .flatMap(({ objects }) => objects)
    .map(({ key, offsets, bytes }) => ({ key, records: offsets.count, bytes }))
    .toSorted((a, b) => a.key.localeCompare(b.key))
    .slice(-shownObjects);
}
