import type { RawConfig } from '../../config/config-def.ts';
import type { PollMode } from '../polling/poll-settings.ts';

/** By whose rules a configuration is written: that decides the defaults. */
export type SourceDialect = 'debezium' | 'jdbc' | 'own';

export const debeziumClass = 'io.debezium.connector.mysql.MySqlConnector';
export const jdbcClass = 'io.confluent.connect.jdbc.JdbcSourceConnector';

export const pollModes = ['bulk', 'incrementing', 'timestamp', 'timestamp+incrementing'] as const;

export function dialectOf(raw: RawConfig): SourceDialect {
  const name = raw['connector.class'] ?? '';
  const simple = name.slice(name.lastIndexOf('.') + 1);
  if (/^MySqlConnector$/.test(simple) || name === debeziumClass.replace(/Connector$/, '')) return 'debezium';
  return /^JdbcSource(Connector)?$/.test(simple) ? 'jdbc' : 'own';
}

/** Undefined: a mode that there is not; the key's own check says so. */
export function modeOf(raw: RawConfig): PollMode | 'cdc' | undefined {
  const dialect = dialectOf(raw);
  if (dialect === 'debezium') return 'cdc';
  const word = raw['mode']?.trim().toLowerCase() ?? (dialect === 'own' ? 'cdc' : '');
  if (word === 'cdc') return dialect === 'own' ? 'cdc' : undefined;
  return pollModes.find((mode) => mode === word);
}
