import type { RawConfig } from '../config/config-def.ts';
import type { ConnectorState } from '../state/config-state.ts';
import { slotOfConnector, slotOfTask } from './slots.ts';
import { fingerprint } from './task-configs.ts';

/** Something that one worker of the cluster is to run: a connector, or one of its tasks. */
export interface WantedUnit {
  readonly key: string;
  readonly connector: string;
  /** Undefined: the connector itself. */
  readonly task: number | undefined;
  readonly raw: RawConfig;
  /** What it is to do instead of working. */
  readonly idle: 'PAUSED' | 'STOPPED' | undefined;
  /** Changes when it has to be started anew. */
  readonly fingerprint: string;
}

/** What a worker that has these slots is to run of a connector. */
export function wantedUnits(
  { name, config, targetState, tasks }: ConnectorState,
  slots: ReadonlySet<number>,
  slotCount: number,
): readonly WantedUnit[] {
  const wanted: WantedUnit[] = [];
  const idle = targetState === 'STARTED' ? undefined : targetState;
  if (slots.has(slotOfConnector(name, slotCount)))
    wanted.push(unit({ name, task: undefined, raw: config, idle }));
  for (const [task, raw] of targetState === 'STOPPED' ? [] : tasks.entries())
    if (slots.has(slotOfTask(name, task, slotCount))) wanted.push(unit({ name, task, raw, idle }));
  return wanted;
}

function unit({
  name,
  task,
  raw,
  idle,
}: Pick<WantedUnit, 'task' | 'raw' | 'idle'> & { name: string }): WantedUnit {
  const key = task === undefined ? `connector ${name}` : `task ${task} of ${name}`;
  return { key, connector: name, task, raw, idle, fingerprint: fingerprint(raw) };
}
