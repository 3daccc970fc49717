/**
 * True if a set of transactions has all of another: `a:1-5` has `a:2-3`. Both as MySQL prints them, with or without tags.
 *
 * @example
 * includesGtids('3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5', '3e11fa47-71ca-11e1-9e33-c80aa9429562:2-3'); // true
 */
export function includesGtids(whole: string, part: string): boolean {
  if (whole === part) return true;
  const known = intervalsBySource(whole);
  for (const [source, intervals] of intervalsBySource(part)) {
    const candidates = known.get(source) ?? [];
    for (const [first, last] of intervals) {
      if (!candidates.some((candidate) => candidate[0] <= first && last <= candidate[1])) return false;
    }
  }
  return true;
}

type Interval = readonly [first: number, last: number];

/** By server and tag. */
function intervalsBySource(text: string): ReadonlyMap<string, readonly Interval[]> {
  const bySource = new Map<string, Interval[]>();
  for (const member of text.toLowerCase().split(',')) {
    const [server = '', ...rest] = member.trim().split(':');
    let source = server;
    for (const part of rest) {
      const [first, last = first] = part.split('-').map(Number) as [number, number?];
      if (Number.isNaN(first)) source = `${server}:${part.trim()}`;
      else bySource.set(source, [...(bySource.get(source) ?? []), [first, last]]);
    }
  }
  // Neighbours count as one, so that what spans both is found.
  for (const [source, intervals] of bySource) bySource.set(source, joined(intervals));
  return bySource;
}

function joined(intervals: readonly Interval[]): Interval[] {
  const result: [number, number][] = [];
  for (const [first, last] of intervals.toSorted((one, other) => one[0] - other[0])) {
    const previous = result.at(-1);
    if (previous !== undefined && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else result.push([first, last]);
  }
  return result;
}
