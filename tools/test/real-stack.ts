import type { StackAddresses } from '@payments/testing';
import type { TestProject } from 'vitest/node';
import { terminalProgress } from '../stack/progress.ts';
import { startStack } from '../stack/stack.ts';

/**
 * Gives the tests real servers: those whose addresses are in TEST_STACK (JSON), else new ones on free ports that end
 * with the run and leave nothing behind.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_STACK'];
  if (given) {
    project.provide('stack', JSON.parse(given) as StackAddresses);
    return () => Promise.resolve();
  }
  const stack = await startStack({ data: 'temporary', progress: terminalProgress() });
  project.provide('stack', stack.addresses);
  return () => stack.stop();
}
