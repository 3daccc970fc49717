const longestWaitSeconds = 30;
/** A preference is a token, and may have a value and, after semicolons, parameters of its own. */
const waitPreference = /(?:^|,)\s*wait\s*=\s*"?(\d{1,9})"?\s*(?=[,;]|$)/i;

/**
 * Seconds a client would wait for a decision, by its `Prefer` header (RFC 7240); at most 30. Undefined if it does not ask,
 * or asks for what cannot be understood: a preference never makes a request fail.
 */
export function preferredWaitSeconds(prefer: string | undefined): number | undefined {
  const seconds = prefer === undefined ? undefined : waitPreference.exec(prefer)?.[1];
  return seconds === undefined ? undefined : Math.min(Number(seconds), longestWaitSeconds);
}
