import type { ArchiveProblem, PartitionProof } from './archive-problem.ts';
import type { Manifest } from './manifest.ts';
import type { ObjectStore } from './object-store.ts';

interface Known {
  readonly topic: string;
  readonly manifests: readonly Manifest[];
  readonly partitions: readonly PartitionProof[];
}

/**
 * Objects among those of a topic that no manifest knows: whoever reads the folder reads their records too. What
 * is beyond the last chunk of a partition is on its way, and no problem.
 */
export async function findStrays(store: ObjectStore, known: Known): Promise<ArchiveProblem[]> {
  const keys = new Set(known.manifests.flatMap(({ objects }) => objects.map(({ key }) => key)));
  const naming = namingOf(known.topic, keys);
  if (naming === undefined) return [];
  const ends = new Map(known.partitions.map(({ partition, end }) => [partition, end]));
  const strays: ArchiveProblem[] = [];
  for (const folder of naming.folders)
    for await (const { key } of store.list(folder)) {
      const match = keys.has(key) ? null : naming.pattern.exec(key);
      const partition = Number(match?.[1]);
      if (match === null || Number(match[2]) >= (ends.get(partition) ?? 0)) continue;
      strays.push({
        kind: 'stray-object',
        partition,
        subject: key,
        problem: `${key} is among the objects of ${known.topic}, and no manifest knows it.`,
      });
    }
  return strays;
}

interface Naming {
  readonly folders: readonly string[];
  readonly pattern: RegExp;
}

/** How the objects that are known are called, and where they are. */
function namingOf(topic: string, keys: ReadonlySet<string>): Naming | undefined {
  const [first] = keys;
  if (first === undefined) return undefined;
  const name = RegExp.escape(topic);
  const delimiter = new RegExp(`${name}(\\D+)\\d+\\1\\d+[^/]*$`).exec(first)?.[1];
  if (delimiter === undefined) return undefined;
  const between = RegExp.escape(delimiter);
  const beforeDirectory = /^(?:[^/]+\/){1,2}/;
  const folders = new Set([...keys].map((key) => beforeDirectory.exec(key)?.[0] ?? ''));
  return {
    folders: [...folders],
    pattern: new RegExp(`(?:^|/)${name}${between}(\\d+)${between}(\\d+)[^/]*$`),
  };
}
