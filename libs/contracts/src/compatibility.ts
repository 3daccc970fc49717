/** A JSON Schema, as far as events use it. */
export interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
}

/** Keywords that only speak to people. */
const annotations = new Set(['title', 'description', '$id', 'examples']);

/**
 * Why events of the two schemas cannot be told from each other's readers: empty if an old reader can read what a new writer
 * writes, and a new reader what an old writer wrote. New optional fields are the one change that always passes.
 */
export function incompatibilities(before: JsonSchema, after: JsonSchema, pointer = ''): string[] {
  const found: string[] = [];
  const here = pointer === '' ? '/' : pointer;
  for (const keyword of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (annotations.has(keyword) || keyword === 'properties' || keyword === 'required') continue;
    const [was, is] = [JSON.stringify(before[keyword]), JSON.stringify(after[keyword])];
    if (was !== is) found.push(`${here}: ${keyword} was ${was ?? 'absent'} and is ${is ?? 'absent'}`);
  }
  const [requiredBefore, requiredAfter] = [new Set(before.required), new Set(after.required)];
  for (const field of requiredBefore.difference(requiredAfter))
    found.push(`${pointer}/${field}: was always there, and old readers rely on it`);
  for (const field of requiredAfter.difference(requiredBefore))
    found.push(`${pointer}/${field}: is required, and old events do not have it`);
  for (const [field, schema] of Object.entries(before.properties ?? {})) {
    const now = after.properties?.[field];
    if (now !== undefined) found.push(...incompatibilities(schema, now, `${pointer}/${field}`));
  }
  return found;
}
