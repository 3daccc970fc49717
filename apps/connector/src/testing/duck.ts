import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

export interface Duck {
  /** Where the objects are, by their keys. */
  readonly folder: string;
  readonly query: (sql: string) => Promise<Record<string, unknown>[]>;
  readonly close: () => Promise<void>;
}

/** DuckDB over copies of objects: what it reads is what an analyst would read from the bucket. */
export async function duckOver(objects: ReadonlyMap<string, Buffer>): Promise<Duck> {
  const folder = await mkdtemp(join(tmpdir(), 'archive-'));
  for (const [key, bytes] of objects) {
    const file = join(folder, key);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  return {
    folder,
    query: async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson(),
    close: async () => {
      connection.closeSync();
      instance.closeSync();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
