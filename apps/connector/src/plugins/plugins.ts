import { mySqlSink } from '../mysql-sink/mysql-sink.ts';
import { fileStreamSink } from '../file-stream/file-stream-sink.ts';
import { fileStreamSource } from '../file-stream/file-stream-source.ts';
import type { ConnectorPlugin } from '../plugin/plugin.ts';
import { mySqlSource } from '../mysql-source/mysql-source.ts';
import { s3Sink } from '../s3-sink/s3-sink.ts';

/** Every kind of connector there is: one line each. */
export const plugins: readonly ConnectorPlugin[] = [
  fileStreamSource,
  fileStreamSink,
  mySqlSink,
  mySqlSource,
  s3Sink,
];
