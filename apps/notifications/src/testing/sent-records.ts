import { Logger } from '@nestjs/common';
import { connectKafka, readTopic } from '@payments/kafka';
import { testStack } from '@payments/testing';

/** The values of the records a topic has for a key, as text. */
export async function valuesFor(topic: string, key: string): Promise<string[]> {
  const connection = connectKafka({ ...testStack().kafka, clientId: 'test', log: new Logger('Kafka') });
  const values: string[] = [];
  await readTopic(connection, topic, (records) => {
    for (const record of records)
      if (record.key?.toString() === key && record.value !== null) values.push(record.value.toString());
  });
  return values;
}
