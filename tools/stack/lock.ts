import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from './failure.ts';

/** Takes the data folder for this process; throws a {@link Failure} that names the process that has it. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, 'running.pid');
  for (;;) {
    const handle = await open(file, 'wx').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return undefined;
      throw error;
    });
    if (handle !== undefined) {
      await handle.writeFile(`${process.pid}\n`);
      await handle.close();
      return () => rm(file, { force: true });
    }
    const pid = Number(await readFile(file, 'utf8').catch(() => ''));
    if (isAlive(pid)) {
      throw new Failure(
        `The platform is already running, pid ${pid}, on the data in ${folder}. ` +
          `Stop it (Ctrl-C there, or kill ${pid}), or set PAYMENTS_DATA and other ports to run a second one.`,
      );
    }
    await rm(file, { force: true });
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
