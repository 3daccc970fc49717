import type { ConfigEntry } from '@payments/console-api';

/** What is shown of a configuration; it is in the URL. */
export interface ConfigView {
  readonly q?: string | undefined;
  readonly all?: 'shown' | undefined;
}

/** What was set first, then by name; defaults only if they are asked for, or looked for by name. */
export function shownEntries(entries: readonly ConfigEntry[], { q = '', all }: ConfigView): ConfigEntry[] {
  const lower = q.toLowerCase();
  return entries
    .filter(({ name, isDefault }) => name.includes(lower) && (!isDefault || all === 'shown' || lower !== ''))
    .toSorted(
      (one, other) =>
        Number(one.isDefault) - Number(other.isDefault) || one.name.localeCompare(other.name, 'en'),
    );
}
