import type { SinkPlugin } from '../plugin/plugin.ts';

/** From topics into the tables of a MySQL database. */
export const mySqlSink: SinkPlugin = {
  type: 'sink',
  name: 'MySqlSink',
  classes: ['io.confluent.connect.jdbc.JdbcSinkConnector'],
  version: '0.1.0',
  configDef: () => ({}),
  createTask: () => {
    throw new Error('Not there yet.');
  },
};
