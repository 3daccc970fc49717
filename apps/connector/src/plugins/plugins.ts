import type { ConnectorPlugin } from '../plugin/plugin.ts';

/** Every kind of connector there is: one line each. */
export const plugins: readonly ConnectorPlugin[] = [];
