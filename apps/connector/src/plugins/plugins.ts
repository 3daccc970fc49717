import type { ConnectorPlugin } from '../plugin/plugin.ts';
import { mySqlSink } from '../mysql-sink/mysql-sink.ts';
import { mySqlSource } from '../mysql-source/mysql-source.ts';
import { s3Sink } from '../s3-sink/s3-sink.ts';

/**
 * Every kind of connector there is: one line each. Those from and to files are for tests only, as in Kafka: whoever may make one can
 * read and write every file of the worker.
 */
export const plugins: readonly ConnectorPlugin[] = [mySqlSink, mySqlSource, s3Sink];
