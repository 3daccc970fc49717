import { appendFile } from 'node:fs/promises';
import { stringifyJson } from '../converters/json/exact-json.ts';
import type { SinkPartition, SinkTask, SinkWriter } from '../plugin/sink-task.ts';
import type { SinkRecord } from '../records/connect-record.ts';

/** Adds the value of each record to a file, in the order of its partition: at least once, since a file takes part in no transaction. */
export class FileStreamSinkTask implements SinkTask {
  constructor(private readonly file: string) {}

  open(partition: SinkPartition): Promise<SinkWriter> {
    const closed = Promise.withResolvers<void>();
    return Promise.resolve({
      put: async (records, end) => {
        if (records.length > 0) await appendFile(this.file, records.map(lineOf).join(''));
        await partition.commit({ offset: end, metadata: '' });
      },
      failed: closed.promise,
      // Whatever was put is committed already.
      flush: () => Promise.resolve(),
      close: () => Promise.resolve(closed.resolve()),
    });
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}

function lineOf({ value }: SinkRecord): string {
  return `${typeof value === 'string' ? value : stringifyJson(value)}\n`;
}
