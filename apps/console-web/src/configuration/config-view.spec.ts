import type { ConfigEntry } from '@payments/console-api';
import { expect, it } from 'vitest';
import { type ConfigView, shownEntries } from './config-view.ts';

const entry = (name: string, isDefault: boolean) => ({ name, isDefault }) as ConfigEntry;
const entries = [entry('retention.ms', true), entry('segment.ms', false), entry('cleanup.policy', true)];
const shown = (view: ConfigView) => shownEntries(entries, view).map(({ name }) => name);

it('shows what was set, and defaults when they are asked for or named', () => {
  expect(shown({})).toEqual(['segment.ms']);
  expect(shown({ all: 'shown' })).toEqual(['segment.ms', 'cleanup.policy', 'retention.ms']);
  expect(shown({ q: 'MS' })).toEqual(['segment.ms', 'retention.ms']);
});
