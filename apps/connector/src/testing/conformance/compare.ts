import type { Difference, SeenDifference } from '../../rest/conformance-differences.ts';
import type { Outcome } from './outcome.ts';

/** What is different, in the form in which differences are listed; undefined if nothing is. */
export function differenceBetween(
  connect: Outcome,
  here: Outcome,
  perhapsHere: readonly string[] = [],
): SeenDifference | undefined {
  const onlyConnect = connect.keys.filter((key) => !here.keys.includes(key));
  const onlyHere = here.keys.filter((key) => !connect.keys.includes(key) && !perhapsHere.includes(key));
  const difference: SeenDifference = {
    ...(connect.status === here.status ? {} : { statuses: [connect.status, here.status] as const }),
    ...(onlyConnect.length === 0 ? {} : { onlyConnect }),
    ...(onlyHere.length === 0 ? {} : { onlyHere }),
    ...(connect.status !== here.status || sameContent(connect, here) ? {} : { content: true as const }),
  };
  return Object.keys(difference).length === 0 ? undefined : difference;
}

/** The difference that is listed for a request. */
export function listedDifference(
  differences: readonly Difference[],
  request: string,
): SeenDifference | undefined {
  return differences.find(({ seenIn }) => Object.hasOwn(seenIn, request))?.seenIn[request];
}

function sameContent(connect: Outcome, here: Outcome): boolean {
  return canonical([connect.body, connect.location]) === canonical([here.body, here.location]);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inside: unknown) =>
    typeof inside === 'object' && inside !== null && !Array.isArray(inside)
      ? Object.fromEntries(Object.entries(inside).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inside,
  );
}
