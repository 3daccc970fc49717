import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach } from 'vitest';

const lines = 6;
const lineLength = 240;
const folders = new Set<string>();

/** From now on a test that fails shows the last complaints of the logs in this folder: they are gone when the platform is. */
export function showLogsOfFailures({ logFolder }: { readonly logFolder: string }): void {
  folders.add(logFolder);
}

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  const complaints = await Promise.all([...folders].map(complaintsIn));
  // An error, so that it stands beside the test's own in the summary.
  throw Object.assign(new Error(`What the logs complained of last:\n${complaints.join('\n')}`), {
    stack: undefined,
  });
});

async function complaintsIn(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => []);
  const logs = names
    .filter((name) => name.endsWith('.log'))
    .map(async (name) => {
      const all = (await readFile(join(folder, name), 'utf8')).split('\n');
      const last = all.filter((line) => /warn|error|fatal/i.test(line)).slice(-lines);
      return [`-- ${name}`, ...last.map((line) => line.slice(0, lineLength))].join('\n');
    });
  return (await Promise.all(logs)).join('\n');
}
