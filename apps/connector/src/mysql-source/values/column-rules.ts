import { createHash } from 'node:crypto';

/** What becomes of a column's values before they leave the database's side, by the configuration. */
export interface ColumnRules {
  readonly isLeftOut: (column: string) => boolean;
  /** Undefined: the value stays what it is. */
  readonly change: (column: string) => ((text: string) => string) | undefined;
}

/** Every column as it is. */
export const noRules: ColumnRules = { isLeftOut: () => false, change: () => undefined };

/** So many asterisks, whatever the value. */
export function maskWith(length: number): (text: string) => string {
  const mask = '*'.repeat(length);
  return () => mask;
}

export function truncateTo(length: number): (text: string) => string {
  return (text) => (text.length > length ? Array.from(text).slice(0, length).join('') : text);
}

/** The same value always has the same hash, so that it can still be joined on; no longer than the value it stands for. */
export function hashWith(algorithm: string, salt: string): (text: string) => string {
  return (text) =>
    createHash(algorithm).update(salt).update(text).digest('hex').slice(0, Math.max(text.length, 1));
}
