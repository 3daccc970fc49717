export interface Crumb {
  readonly name: string;
  /** Where it leads; with `/` at its end, or empty. */
  readonly prefix: string;
}

/**
 * The way to a folder, from the root of the bucket on.
 *
 * @example crumbsOf('topics/a/') // bucket → topics → a
 */
export function crumbsOf(prefix: string): Crumb[] {
  const parts = prefix.split('/').filter((part) => part !== '');
  const folders = parts.map((name, index) => ({ name, prefix: `${parts.slice(0, index + 1).join('/')}/` }));
  return [{ name: 'bucket', prefix: '/' }, ...folders];
}

/** The folder an object or folder is in. */
export function parentOf(key: string): string {
  const at = key.replace(/\/$/, '').lastIndexOf('/');
  return key.slice(0, at + 1);
}

/** The last part of a key or prefix. */
export function nameOf(key: string): string {
  return key.replace(/\/$/, '').split('/').at(-1) ?? '';
}

export type FolderKind = 'year' | 'month' | 'day' | 'hour' | 'folder';

/** What a folder is: `year=2026` is a year. */
export function kindOf(name: string): FolderKind {
  return (['year', 'month', 'day', 'hour'] as const).find((kind) => name.startsWith(`${kind}=`)) ?? 'folder';
}
