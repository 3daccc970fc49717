import { type ConfigDef, intKey, stringKey } from '../config/config-def.ts';
import { readConfig } from '../config/read-config.ts';
import type { SourcePlugin } from '../plugin/plugin.ts';
import { FileStreamSourceTask } from './file-stream-source.task.ts';

export const fileStreamSourceDef = {
  file: stringKey({
    doc: 'The file whose lines are read, and those that are added to it.',
    importance: 'HIGH',
  }),
  topic: stringKey({
    doc: 'The topic that each line becomes a record of.',
    importance: 'HIGH',
    check: (topic) => (topic.trim() === '' ? 'must not be empty' : undefined),
  }),
  'batch.size': intKey({
    doc: 'How many lines are one transaction, at most.',
    default: 2_000,
    importance: 'LOW',
    check: (size) => (size < 1 ? 'Value must be at least 1' : undefined),
  }),
} satisfies ConfigDef;

/** The smallest source there is, and the pattern for others: a plugin, its keys, and a task that yields batches with offsets. */
export const fileStreamSource: SourcePlugin = {
  type: 'source',
  name: 'FileStreamSource',
  classes: ['org.apache.kafka.connect.file.FileStreamSourceConnector'],
  version: '0.1.0',
  configDef: () => fileStreamSourceDef,
  /** There is nothing to share: one file, one task. */
  taskConfigs: (raw) => Promise.resolve([raw]),
  createTask: (context) => new FileStreamSourceTask(context, readConfig(fileStreamSourceDef, context.config)),
  checkOffset: (partition, offset) => {
    if (typeof partition['filename'] !== 'string') return 'A partition is {"filename": "…"}.';
    const position = offset === null ? 0 : offset['position'];
    return Number.isSafeInteger(position) && Number(position) >= 0
      ? undefined
      : 'An offset is {"position": n}, in bytes.';
  },
};
