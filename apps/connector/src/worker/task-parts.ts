import type { EventProducer, KafkaConnection, Log } from '@payments/kafka';
import type { Clock } from '@payments/service';
import type { RawConfig } from '../config/config-def.ts';
import type { ClusterState } from '../state/cluster-state.service.ts';
import type { ActiveTopics } from './active-topics.service.ts';
import type { StatusReporter } from './status-reporter.ts';
import type { WorkerOptions } from './worker-options.ts';

/** What the tasks of a worker share. */
export interface WorkerParts {
  readonly kafka: KafkaConnection;
  readonly producer: EventProducer;
  readonly options: WorkerOptions;
  readonly clock: Clock;
  readonly state: ClusterState;
  readonly activeTopics: ActiveTopics;
}

/** A task, as its worker starts it. */
export interface TaskParts extends WorkerParts {
  readonly connector: string;
  readonly task: number;
  /** Variables unresolved. */
  readonly raw: RawConfig;
  readonly reporter: StatusReporter;
  readonly log: Log;
  /** Values that are not to be seen: what variables stood for. */
  hide(secrets: Iterable<string>): void;
}
