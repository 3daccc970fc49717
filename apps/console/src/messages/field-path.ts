import { problems } from '../http/problems.ts';

/** `data.items[0].name` as its parts. @throws Problem if it is no path */
export function fieldPath(path: string): readonly (string | number)[] {
  const parts: (string | number)[] = [];
  const pattern = /(?:^|\.)([^.[\]]+)|\[(\d{1,9})\]/gy;
  for (const [, name, index] of path.matchAll(pattern)) parts.push(name ?? Number(index));
  const written = parts.map((part, at) =>
    typeof part === 'number' ? `[${part}]` : at === 0 ? part : `.${part}`,
  );
  if (parts.length > 0 && written.join('') === path) return parts;
  throw problems.invalid([{ pointer: '/filter/field/path', detail: 'is like data.items[0].name' }]);
}

/** What is there in a value of JSON; undefined if nothing is. */
export function atPath(value: unknown, path: readonly (string | number)[]): unknown {
  let at: unknown = value;
  for (const part of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<string | number, unknown>)[part];
  }
  return at;
}
