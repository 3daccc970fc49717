/** A member of a group that shares partitions out. */
export interface Sharer {
  readonly topics: ReadonlySet<string>;
  /** Places it has now. */
  readonly owned: readonly Place[];
}

export interface Place {
  readonly topic: string;
  readonly partition: number;
}

/**
 * Shares places out, about equally many to each member, moving as little as it can. A member that has to give some up gives up
 * every second or third, and what is free goes to those that have nothing near it: neighbours come to different members.
 *
 * @param places in their order; only what a member's topics name is given to it
 */
export function sharePartitions(
  places: readonly Place[],
  members: ReadonlyMap<string, Sharer>,
): Map<string, Place[]> {
  const shares = new Map<string, Set<number>>([...members.keys()].toSorted().map((id) => [id, new Set()]));
  if (shares.size === 0) return new Map();
  const free = keepOwned(places, members, shares);
  for (const index of free) {
    const { topic } = places[index] as Place;
    const takers = [...shares].filter(([id]) => members.get(id)?.topics.has(topic));
    best(takers, index)?.add(index);
  }
  return new Map(
    [...shares].map(([id, share]) => [
      id,
      [...share].toSorted((a, b) => a - b).map((index) => places[index] as Place),
    ]),
  );
}

/** Lets each member keep what it has, up to its share. Returns what is left. */
function keepOwned(
  places: readonly Place[],
  members: ReadonlyMap<string, Sharer>,
  shares: ReadonlyMap<string, Set<number>>,
): readonly number[] {
  const indexes = new Map(places.map((place, index) => [nameOf(place), index]));
  const free = new Set(places.keys());
  const claims = new Map<string, number[]>();
  for (const id of shares.keys()) claims.set(id, []);
  for (const [id, claim] of claims)
    for (const place of members.get(id)?.owned ?? []) {
      const index = indexes.get(nameOf(place));
      if (index !== undefined && members.get(id)?.topics.has(place.topic) && free.delete(index))
        claim.push(index);
    }

  const smallShare = Math.floor(places.length / shares.size);
  let largeShares = places.length % shares.size;
  // Who has most goes first, so that the larger shares stay where they are.
  for (const [id, claim] of [...claims].toSorted(([, a], [, b]) => b.length - a.length)) {
    const share = Math.min(claim.length, smallShare + (largeShares > 0 ? 1 : 0));
    if (share > smallShare) largeShares -= 1;
    const sorted = claim.toSorted((a, b) => a - b);
    const step = share > 1 ? (claim.length - 1) / (share - 1) : 0;
    const kept = new Set(Array.from({ length: share }, (_, n) => Math.round(n * step)));
    for (const [n, index] of sorted.entries())
      if (kept.has(n)) shares.get(id)?.add(index);
      else free.add(index);
  }
  return [...free].toSorted((a, b) => a - b);
}

/** Who has least; among those, who has nothing near the place. */
function best(takers: readonly [string, Set<number>][], index: number): Set<number> | undefined {
  const least = Math.min(...takers.map(([, share]) => share.size));
  const equals = takers.map(([, share]) => share).filter((share) => share.size === least);
  let found: Set<number> | undefined;
  let farthest = -1;
  for (const share of equals) {
    const distance = Math.min(Infinity, ...[...share].map((each) => Math.abs(each - index)));
    if (distance > farthest) [found, farthest] = [share, distance];
  }
  return found;
}

function nameOf({ topic, partition }: Place): string {
  return `${topic}[${partition}]`;
}
