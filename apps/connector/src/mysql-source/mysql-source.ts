import { SystemClock } from '@payments/service';
import type { RawConfig } from '../config/config-def.ts';
import type { SourcePlugin } from '../plugin/plugin.ts';
import { CdcTask } from './cdc/cdc.task.ts';
import { cdcSettings } from './config/cdc-configuration.ts';
import { cdcDef } from './config/cdc-keys.ts';
import { connectionKeys } from './config/connection-keys.ts';
import { handlingKeys } from './config/handling-keys.ts';
import { pollSettings } from './config/poll-configuration.ts';
import { modeKey, pollDef } from './config/poll-keys.ts';
import { debeziumClass, dialectOf, jdbcClass, modeOf } from './config/source-mode.ts';
import { shareTables, withTables } from './config/task-tables.ts';
import { offsetProblem } from './offset-check.ts';
import { PolledTask } from './polling/polled.task.ts';
import { selectedTables, watchTables } from './table-discovery.service.ts';
import { validateSource } from './validation/validate-source.service.ts';

const clock = new SystemClock();

/** From the tables of a MySQL database into topics: every change from its binlog, or what is new by asking for it. */
export const mySqlSource: SourcePlugin = {
  type: 'source',
  name: 'MySqlSource',
  classes: [debeziumClass, jdbcClass],
  version: '0.1.0',
  configDef: (raw) => {
    const isCdc = modeOf(raw) === 'cdc';
    return {
      ...connectionKeys(raw),
      ...(isCdc ? { ...modeKey(raw), ...cdcDef(raw) } : pollDef(raw)),
      ...handlingKeys(dialectOf(raw), !isCdc),
    };
  },
  validate: validateSource,
  taskConfigs: async (raw, maxTasks, { signal }) => {
    if (hasQuery(raw)) return [raw];
    const tables = await selectedTables(raw, signal);
    // The binlog is one sequence, and its order is kept.
    if (modeOf(raw) === 'cdc') return tables.length === 0 ? [] : [withTables(raw, tables)];
    return shareTables(tables, maxTasks).map((share) => withTables(raw, share));
  },
  watch: async (raw, changed, signal) => {
    if (!hasQuery(raw)) await watchTables(raw, changed, signal);
  },
  createTask: (context) =>
    modeOf(context.config) === 'cdc'
      ? new CdcTask(context, cdcSettings(context.config), clock)
      : new PolledTask(context, pollSettings(context.config), clock),
  checkOffset: offsetProblem,
};

function hasQuery(raw: RawConfig): boolean {
  return modeOf(raw) !== 'cdc' && (raw['query'] ?? '').trim() !== '';
}
