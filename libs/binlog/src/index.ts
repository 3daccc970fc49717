export { binaryJsonText } from './binary-json.ts';
export { BinlogPurgedError, BinlogSettingsError, BinlogUnreadableError } from './binlog.errors.ts';
export type { BinlogStatus } from './binlog-feed.ts';
export {
  formatPosition,
  parsePosition,
  type Position,
  PositionFormatError,
  samePosition,
} from './position.ts';
export { type BinlogBatch, readBinlog, type ReadBinlogOptions } from './read-binlog.ts';
export type {
  Column,
  Operation,
  Row,
  RowsChange,
  TableName,
  TableSchema,
  Transaction,
} from './rows-change.ts';
export { currentPosition, readServerSettings, assertReadable, type ServerSettings } from './server.ts';
export { type Snapshot, type SnapshotOptions, takeSnapshot } from './snapshot.ts';
