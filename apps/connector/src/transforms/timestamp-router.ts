import { stringKey } from '../config/config-def.ts';
import { DataError } from '../records/data-error.ts';
import { dateFormat } from './date-format.ts';
import { transformClass } from './transform.ts';

const definition = {
  'topic.format': stringKey({
    doc: 'The new topic, with ${topic} and ${timestamp} for what the record has.',
    default: '${topic}-${timestamp}',
    importance: 'HIGH',
  }),
  'timestamp.format': stringKey({
    doc: 'How the timestamp is written: a pattern of SimpleDateFormat.',
    default: 'yyyyMMdd',
    importance: 'HIGH',
  }),
};

/** Puts the time of a record into the name of its topic. */
export const timestampRouter = transformClass('TimestampRouter', definition, (config) => {
  const format = dateFormat(config['timestamp.format']);
  return {
    apply: (record) => {
      const { timestampMs } = record;
      if (timestampMs === undefined)
        throw new DataError(`Timestamp missing on record of topic ${record.topic}`);
      const topic = config['topic.format']
        .replaceAll('${topic}', () => record.topic)
        .replaceAll('${timestamp}', () => format.format(timestampMs));
      return { ...record, topic };
    },
  };
});
