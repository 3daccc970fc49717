import { useSyncExternalStore } from 'react';
import { storedTheme, storeNextTheme, type Theme } from './theme.ts';

const listeners = new Set<() => void>();

/** The theme that is chosen, and how to go to the next. */
export function useTheme(): readonly [Theme, () => void] {
  return [useSyncExternalStore(listen, storedTheme), next];
}

function next(): void {
  storeNextTheme();
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
