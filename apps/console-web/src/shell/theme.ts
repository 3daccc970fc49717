export type Theme = 'system' | 'light' | 'dark';

const storageKey = 'console.theme';
const order: readonly Theme[] = ['system', 'light', 'dark'];

export function storedTheme(): Theme {
  return order.find((theme) => theme === localStorage.getItem(storageKey)) ?? 'system';
}

/** Takes the theme that comes after the present one. */
export function storeNextTheme(): void {
  localStorage.setItem(storageKey, order[(order.indexOf(storedTheme()) + 1) % order.length] ?? 'system');
  applyTheme();
}

/** Without an attribute the page follows the system. */
export function applyTheme(): void {
  const theme = storedTheme();
  const { dataset } = document.documentElement;
  if (theme === 'system') delete dataset['theme'];
  else dataset['theme'] = theme;
}
