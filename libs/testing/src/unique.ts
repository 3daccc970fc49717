import { randomBytes } from 'node:crypto';

/**
 * A name no other test has, for topics, groups, users and databases: `unique('orders')` is `orders-3f9a1c0b7d21`.
 * Letters, digits and hyphens only, if the prefix keeps to them.
 */
export function unique(prefix: string): string {
  return `${prefix}-${randomBytes(6).toString('hex')}`;
}
