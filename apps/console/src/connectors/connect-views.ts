import type { ConfigKey, ConnectorState, ConnectorView } from '@payments/console-api';
import { type Config, masked } from './secrets.ts';

/** A connector as Kafka Connect tells of it, with what this worker adds to a task's status. */
export interface ExpandedConnector {
  readonly status: {
    readonly connector: { readonly state: string; readonly worker_id: string; readonly trace?: string };
    readonly tasks: readonly {
      readonly id: number;
      readonly state: string;
      readonly worker_id: string;
      readonly trace?: string;
      readonly lag?: number;
      readonly last_record_at?: string;
    }[];
    readonly type: string;
  };
  readonly info: { readonly name: string; readonly config: Config; readonly type: string };
}

export interface DescribedKey {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly default_value: string | null;
  readonly importance: ConfigKey['importance'];
  readonly documentation: string;
  readonly group: string | null;
  readonly order_in_group: number;
  readonly display_name: string;
}

export function connectorView({ status, info }: ExpandedConnector, topics: readonly string[]): ConnectorView {
  const { connector, tasks, type } = status;
  const lags = tasks.flatMap(({ lag }) => lag ?? []);
  const times = tasks.flatMap(({ last_record_at: at }) => (at === undefined ? [] : [Date.parse(at)]));
  return {
    name: info.name,
    type: type === 'source' || type === 'sink' ? type : 'unknown',
    connectorClass: info.config['connector.class'] ?? '',
    state: connector.state as ConnectorState,
    workerId: connector.worker_id,
    trace: connector.trace ?? null,
    tasks: tasks.map(({ id, state, worker_id: workerId, trace }) => ({
      id,
      state: state as ConnectorState,
      workerId,
      trace: trace ?? null,
    })),
    config: masked(info.config),
    topics,
    lag: type === 'sink' && lags.length > 0 ? lags.reduce((sum, lag) => sum + lag, 0) : null,
    lastRecordMs: times.length === 0 ? null : Math.max(...times),
  };
}

export function configKey(key: DescribedKey): ConfigKey {
  return {
    name: key.name,
    type: key.type,
    isRequired: key.required,
    defaultValue: key.default_value,
    importance: key.importance,
    documentation: key.documentation,
    group: key.group,
    orderInGroup: key.order_in_group,
    displayName: key.display_name,
  };
}
