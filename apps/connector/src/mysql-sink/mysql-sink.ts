import { type Clock, SystemClock } from '@payments/service';
import type { SinkPlugin, SinkTaskContext } from '../plugin/plugin.ts';
import type { SinkTask } from '../plugin/sink-task.ts';
import { PartitionWriter } from './partition-writer.task.ts';
import { readSinkSettings, sinkDefinition } from './sink-config.ts';
import { checkSink } from './sink-check.service.ts';
import { TargetTables } from './table/target-tables.service.ts';
import { SinkConnections } from './writing/sink-connections.service.ts';

/** From topics into the tables of a MySQL database. */
export const mySqlSink: SinkPlugin = {
  type: 'sink',
  name: 'MySqlSink',
  classes: ['io.confluent.connect.jdbc.JdbcSinkConnector'],
  version: '0.1.0',
  configDef: () => sinkDefinition,
  validate: checkSink,
  createTask: (context) => createMySqlSinkTask(context, new SystemClock()),
};

export function createMySqlSinkTask({ config, log, signal }: SinkTaskContext, clock: Clock): SinkTask {
  const settings = readSinkSettings(config);
  const connections = new SinkConnections(settings.connection);
  const tables = new TargetTables(settings, connections);
  const backlog = { records: 0 };
  return {
    open: async (partition) =>
      new PartitionWriter(partition, { settings, connections, tables, backlog, clock, log, signal }),
    stop: async () => connections.close(),
  };
}
