import type { SinkRecord } from '../../records/connect-record.ts';

/** Makes an object of records. The same records always make the same bytes. */
export interface ObjectEncoder {
  /** @throws DataError if the record cannot be written, and then nothing of it is */
  add(record: SinkRecord): void;
  /** The object; nothing can be added after it. */
  finish(): Promise<Buffer>;
}
