import type { SinkRecord } from '../records/connect-record.ts';
import { DataError } from '../records/data-error.ts';
import type { Chunk } from './chunk.ts';

/** Adds a record, or leaves it out as the configuration says. Returns what is wrong with it, if it cannot be written. */
export function addTo(chunk: Chunk, record: SinkRecord): DataError | undefined {
  if (record.value === null && chunk.layout.nullValues !== 'write') {
    if (chunk.layout.nullValues === 'fail')
      return new DataError('The record has no value, and behavior.on.null.values is fail.');
    chunk.ignore(record);
    return undefined;
  }
  try {
    chunk.add(record);
    return undefined;
  } catch (error) {
    if (error instanceof DataError) return error;
    throw error;
  }
}
