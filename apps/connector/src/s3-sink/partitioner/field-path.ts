/**
 * Reads a field of a value, nested ones with dots: `data.amount`. A field whose own name has dots comes first.
 * Undefined if there is none.
 */
export function fieldReader(path: string): (value: unknown) => unknown {
  const names = path.split('.');
  if (names.length === 1) return (value) => fieldOf(value, path);
  return (value) => fieldOf(value, path) ?? names.reduce(fieldOf, value);
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return undefined;
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}
