import { useSyncExternalStore } from 'react';

export type Theme = 'system' | 'light' | 'dark';

const storageKey = 'console.theme';
const order: readonly Theme[] = ['system', 'light', 'dark'];
const listeners = new Set<() => void>();

export function useTheme(): readonly [Theme, () => void] {
  const theme = useSyncExternalStore(listen, storedTheme);
  const next = (): void => {
    localStorage.setItem(storageKey, order[(order.indexOf(theme) + 1) % order.length] ?? 'system');
    applyTheme();
    for (const listener of listeners) listener();
  };
  return [theme, next];
}

/** Without an attribute the page follows the system. */
export function applyTheme(): void {
  const theme = storedTheme();
  const { dataset } = document.documentElement;
  if (theme === 'system') delete dataset['theme'];
  else dataset['theme'] = theme;
}

function storedTheme(): Theme {
  return order.find((theme) => theme === localStorage.getItem(storageKey)) ?? 'system';
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
