import { type ConfigDef, stringKey } from '../config/config-def.ts';
import { readConfig } from '../config/read-config.ts';
import type { SinkPlugin } from '../plugin/plugin.ts';
import { FileStreamSinkTask } from './file-stream-sink.task.ts';

const fileStreamSinkDef = {
  file: stringKey({ doc: 'The file that values are added to, a line each.', importance: 'HIGH' }),
} satisfies ConfigDef;

/** The smallest sink there is, and the pattern for others: a plugin, its keys, and a task that opens a writer for each partition. */
export const fileStreamSink: SinkPlugin = {
  type: 'sink',
  name: 'FileStreamSink',
  classes: ['org.apache.kafka.connect.file.FileStreamSinkConnector'],
  version: '0.1.0',
  configDef: () => fileStreamSinkDef,
  createTask: ({ config }) => new FileStreamSinkTask(readConfig(fileStreamSinkDef, config).file),
};
