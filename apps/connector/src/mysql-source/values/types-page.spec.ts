import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { typesPage } from './types-page.ts';

it('the guide to types says what the examples say', async () => {
  const page = new URL('../../../../../docs/guides/connector-types.md', import.meta.url);
  await expect(typesPage()).toMatchFileSnapshot(fileURLToPath(page));
});
