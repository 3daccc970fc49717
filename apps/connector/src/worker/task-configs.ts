import type { RawConfig } from '../config/config-def.ts';

/**
 * A task's configuration as it may be stored: what came from the connector's own, with its variables resolved, has them unresolved
 * again.
 */
export function unresolved(task: RawConfig, raw: RawConfig, resolved: RawConfig): RawConfig {
  return Object.fromEntries(
    Object.entries(task).map(([key, value]) => [
      key,
      Object.hasOwn(raw, key) && resolved[key] === value ? (raw[key] ?? value) : value,
    ]),
  );
}

/** True if two lists of configurations say the same. */
export function areSame(one: readonly RawConfig[], other: readonly RawConfig[]): boolean {
  return (
    one.length === other.length &&
    one.every((config, index) => fingerprint(config) === fingerprint(other[index]))
  );
}

/** The same text for configurations that say the same. */
export function fingerprint(config: RawConfig | undefined): string {
  return JSON.stringify(Object.entries(config ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** At most as many as `tasks.max` says. @throws Error in Kafka Connect's words, unless `tasks.max.enforce` is false */
export function checkTaskCount(name: string, raw: RawConfig, count: number): void {
  const most = maxTasks(raw);
  if (count <= most || raw['tasks.max.enforce'] === 'false') return;
  throw new Error(
    `The connector ${name} has generated ${count} tasks, which is greater than ${most}, ` +
      'the maximum number of tasks it is configured to create. ' +
      'This behaviour should be considered a bug and is disallowed; tasks.max.enforce=false allows it.',
  );
}

export function maxTasks(raw: RawConfig): number {
  const count = Number(raw['tasks.max'] ?? 1);
  return Number.isSafeInteger(count) && count > 0 ? count : 1;
}
