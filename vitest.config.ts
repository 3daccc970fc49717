import { defineConfig } from 'vitest/config';

/** Workspace packages are read from their sources, so that a test never runs against a stale build. */
const resolve = { conditions: ['@payments/source', 'node', 'import', 'default'] };
const ssr = { resolve };
/** The projects' tsconfigs leave their specs out, so that decorators in a spec have to be understood from here. */
const oxc = { decorator: { legacy: true, emitDecoratorMetadata: true } };

/** Each file on modules of its own would load Nest and its kin anew for it, a fifth of the whole time. */
const isolate = false;

export default defineConfig({
  resolve,
  ssr,
  oxc,
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          sequence: { groupOrder: 0 },
          include: ['{apps,libs}/*/src/**/*.spec.ts', 'tools/**/*.spec.ts'],
          exclude: ['**/*.it.spec.ts'],
          isolate,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          sequence: { groupOrder: 1 },
          include: ['{apps,libs}/*/src/**/*.it.spec.ts', 'tools/**/*.it.spec.ts'],
          globalSetup: ['tools/test/real-stack.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          isolate,
          // One more than there are cores: they wait for servers a good part of the time.
          maxWorkers: 3,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          sequence: { groupOrder: 2 },
          include: ['e2e/**/*.e2e.ts'],
          exclude: ['e2e/faults.e2e.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          isolate,
          // Each has a platform of its own, and a third one would have them wait for the machine.
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          sequence: { groupOrder: 3 },
          include: ['e2e/faults.e2e.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // Whoever has everything killed at once needs the machine for coming back.
          fileParallelism: false,
        },
      },
    ],
  },
});
