import { access, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, makeFolder } from './folders.ts';

/**
 * A folder in the cache that is either complete or not there: it is filled under another name and renamed at the end, so
 * that an interrupted download is never taken for a finished one, and two at the same time do not meet.
 */
export async function install(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const cache = await makeFolder(cacheFolder(), 'PAYMENTS_CACHE');
  const folder = join(cache, name);
  if (await exists(folder)) return folder;
  const unfinished = await mkdtemp(join(cache, `.${name}-`));
  try {
    await fill(unfinished);
    await rename(unfinished, folder).catch(async (error: unknown) => {
      if (!(await exists(folder))) throw error;
    });
    return folder;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
