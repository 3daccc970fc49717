/** A key as one line of JSON, for a header: whole integers of any size, bytes as base64. */
export function keyJson(key: Readonly<Record<string, unknown>>): Buffer {
  const members = Object.entries(key).map(([name, value]) => `${JSON.stringify(name)}:${jsonOf(value)}`);
  return Buffer.from(`{${members.join(',')}}`);
}

function jsonOf(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  return JSON.stringify(Buffer.isBuffer(value) ? value.toString('base64') : value);
}
