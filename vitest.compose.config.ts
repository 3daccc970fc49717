import { defineConfig } from 'vitest/config';
import tests from './vitest.config.ts';

const { resolve, ssr, oxc } = tests as Record<'resolve' | 'ssr' | 'oxc', object>;

/** The journeys in containers. They need a Docker engine, so `npm test` leaves them out: `npm run test:compose`. */
export default defineConfig({
  resolve,
  ssr,
  oxc,
  test: {
    name: 'compose',
    include: ['e2e/*.compose.ts'],
    testTimeout: 600_000,
    hookTimeout: 900_000,
    // They share the ports of this machine.
    fileParallelism: false,
  },
});
