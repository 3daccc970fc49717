/**
 * A place in a user's list: after the notification with this `seq`. Clients hand it back as they got it.
 */
export function encodeCursor(seq: string): string {
  return Buffer.from(`before:${seq}`).toString('base64url');
}

/** @returns the `seq`, or undefined if it is not a cursor of ours */
export function decodeCursor(cursor: string): string | undefined {
  return /^before:(\d{1,20})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'))?.[1];
}
