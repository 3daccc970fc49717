import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readFile } from 'node:fs/promises';
import { plugins } from '../plugins/plugins.ts';
import { differenceLines, keysPage } from './guide-pages.ts';

const guides = new URL('../../../../docs/guides/', import.meta.url);
const between = (start: string, end: string, text: string): string =>
  text.slice(text.indexOf(start) + start.length, text.indexOf(end));

it('the guide names every difference from Kafka Connect, and no other', async () => {
  const guide = await readFile(new URL('connector.md', guides), 'utf8');
  const quoted = between('<!-- differences -->', '<!-- end -->', guide).trim();
  expect(quoted.split('\n')).toEqual(differenceLines());
});

it('the page of keys is what the connectors say of themselves: -u writes it anew', async () => {
  await expect(keysPage(plugins)).toMatchFileSnapshot(fileURLToPath(new URL('connector-keys.md', guides)));
});
