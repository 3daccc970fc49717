import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { install } from './installation.ts';

/** What a Java program is started with. */
export interface JavaProgram {
  /** The folder with its jars; the class path is `<folder>/*`. */
  readonly jars: string;
  /** The options for the classes in them. */
  readonly classes: readonly string[];
}

/**
 * The options with which a Java program finds its classes in an archive, instead of unpacking and checking thousands of them at each start:
 * half of what a start costs. `runOnce` starts and stops the program with the options it is given, in a folder for its data; that is
 * done once on a machine.
 */
export async function classArchive(
  name: string,
  runOnce: (folder: string, options: readonly string[]) => Promise<void>,
): Promise<readonly string[]> {
  const file = 'classes.jsa';
  try {
    const folder = await install(name, async (unfinished) => {
      const data = join(unfinished, 'run');
      await mkdir(data);
      await runOnce(data, [`-XX:ArchiveClassesAtExit=${join(unfinished, file)}`]);
      await rm(data, { recursive: true });
    });
    // Of another Java than this one the archive is passed over.
    return [`-XX:SharedArchiveFile=${join(folder, file)}`];
  } catch {
    // It starts without as well; and if it does not start at all, whoever starts it says why.
    return [];
  }
}
