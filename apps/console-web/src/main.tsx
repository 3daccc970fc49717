import './design/index.css';
import './shell/shell.css';
import { apiPaths } from '@payments/console-api';
import { readEarly } from './api/early-reads.ts';
import { partsAt } from './router/page-parts.ts';
import { applyTheme } from './shell/theme.ts';

// This is little, and runs at once. It has everything else come at the same time: the code that all pages share, that of
// this page, and the first answers of the API. What each needs of the others it finds when it gets there.
applyTheme();
void import('./app.tsx');
readEarly(apiPaths.session());
for (const { part, name } of partsAt(location.pathname)) {
  // The router asks for it again, and says what is wrong.
  part.load().catch(() => undefined);
  for (const url of part.reads?.(name, new URLSearchParams(location.search)) ?? []) readEarly(url);
}
