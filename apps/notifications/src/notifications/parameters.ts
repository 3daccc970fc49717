import { decodeCursor } from './cursor.ts';
import { notificationProblems } from './notification-problems.ts';

const defaultLimit = 20;
const maxLimit = 100;

/** @throws Problem */
export function userIdOf(userId: string): string {
  if (/^[A-Za-z0-9._@-]{1,64}$/.test(userId)) return userId;
  throw notificationProblems.parameterInvalid('userId', 'is 1 to 64 of A-Z a-z 0-9 . _ @ -');
}

/** @throws Problem if it cannot be the id of any notification */
export function notificationIdOf(id: string): string {
  if (isNotificationId(id)) return id;
  throw notificationProblems.notificationNotFound(id);
}

export function isNotificationId(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
}

/** Which part of a list is asked for. */
export interface PageQuery {
  readonly limit: number;
  /** Only what was stored before this `seq`. */
  readonly before: string | undefined;
}

/** @throws Problem if there is anything in the query but a `limit` and a `cursor` that can be used */
export function pageOf(query: Readonly<Record<string, unknown>>): PageQuery {
  const { limit = String(defaultLimit), cursor, ...others } = query;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    throw notificationProblems.parameterInvalid(unknown, 'is not a parameter; limit and cursor are');
  if (typeof limit !== 'string' || !/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > maxLimit)
    throw notificationProblems.parameterInvalid('limit', `is a number from 1 to ${maxLimit}`);
  if (cursor === undefined) return { limit: Number(limit), before: undefined };
  const before = typeof cursor === 'string' ? decodeCursor(cursor) : undefined;
  if (before === undefined)
    throw notificationProblems.parameterInvalid('cursor', 'is a nextCursor that this list returned');
  return { limit: Number(limit), before };
}
