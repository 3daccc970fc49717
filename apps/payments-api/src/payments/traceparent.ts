const known = /^(?!ff)([0-9a-f]{2})-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?=-|$)/;
const length = 55;

/**
 * The `traceparent` of a request, if it is a valid one of W3C Trace Context. One that is not is ignored, as the standard
 * demands: a broken trace never makes a request fail. A newer version may say more; what all versions share is kept.
 */
export function validTraceparent(header: string | undefined): string | undefined {
  const version = header === undefined ? undefined : known.exec(header)?.[1];
  if (header === undefined || version === undefined) return undefined;
  return version === '00' && header.length > length ? undefined : header.slice(0, length);
}
