import type { ConnectorPlugin } from '../plugin/plugin.ts';
import { s3Sink } from '../s3-sink/s3-sink.ts';

/** Every kind of connector there is: one line each. */
export const plugins: readonly ConnectorPlugin[] = [s3Sink];
