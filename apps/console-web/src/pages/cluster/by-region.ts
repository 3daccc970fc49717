import type { BrokerView } from '@payments/console-api';

export interface Region {
  /** Null: brokers without one. */
  readonly rack: string | null;
  readonly brokers: readonly BrokerView[];
}

/** Brokers by their region, both in order; those without one last. */
export function byRegion(brokers: readonly BrokerView[]): Region[] {
  const racks = [...new Set(brokers.map(({ rack }) => rack))].toSorted((one, other) =>
    one === null || other === null
      ? Number(one === null) - Number(other === null)
      : one.localeCompare(other, 'en', { numeric: true }),
  );
  return racks.map((rack) => ({
    rack,
    brokers: brokers.filter((broker) => broker.rack === rack).toSorted((one, other) => one.id - other.id),
  }));
}
