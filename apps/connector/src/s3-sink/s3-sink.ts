import type { SinkPlugin } from '../plugin/plugin.ts';
import { configRuleErrors } from './config-rules.ts';
import { S3SinkTask } from './s3-sink.task.ts';
import { sinkDef } from './sink-config.ts';
import { checkStore } from './store-check.service.ts';

/** Archives topics in S3: each offset in exactly one object, whatever ends a task and whenever. */
export const s3Sink: SinkPlugin = {
  type: 'sink',
  name: 'S3Sink',
  classes: ['io.confluent.connect.s3.S3SinkConnector'],
  version: '1.0.0',
  configDef: () => sinkDef,
  async validate(raw, signal) {
    const errors = configRuleErrors(raw);
    return errors.size > 0 ? errors : checkStore(raw, signal);
  },
  createTask: (context) => new S3SinkTask(context),
};
