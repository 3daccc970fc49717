/**
 * Partitions as a person writes them.
 *
 * @example partitionRanges([0, 1, 2, 5]) // '0–2, 5'
 */
export function partitionRanges(partitions: readonly number[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const partition of partitions.toSorted((one, other) => one - other)) {
    const range = ranges.at(-1);
    if (range !== undefined && range[1] === partition - 1) range[1] = partition;
    else ranges.push([partition, partition]);
  }
  return ranges.map(([first, last]) => (first === last ? String(first) : `${first}–${last}`)).join(', ');
}
