import { access, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, makeFolder, unwritable } from './folders.ts';
import { guardPath, releasePath } from './guard.ts';

/**
 * A folder in the cache that is either complete or not there: it is filled under another name and renamed at the end, so
 * that an interrupted download is never taken for a finished one, and two at the same time do not meet.
 */
export async function install(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const cache = await makeFolder(cacheFolder(), 'PAYMENTS_CACHE');
  const folder = join(cache, name);
  if (await exists(folder)) return folder;
  const unfinished = await mkdtemp(join(cache, `.${name}-`)).catch((cause: unknown) => {
    throw unwritable(cache, 'PAYMENTS_CACHE', cause);
  });
  guardPath(unfinished);
  try {
    await fill(unfinished);
    await rename(unfinished, folder).catch(async (error: unknown) => {
      if (!(await exists(folder))) throw error;
    });
    return folder;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
    releasePath(unfinished);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
