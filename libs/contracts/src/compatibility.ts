/** A JSON Schema of an object, as far as events use it. */
interface ObjectSchema {
  readonly properties?: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
}

/** Keywords that only speak to people. */
const annotations = new Set(['title', 'description', '$id', 'examples']);

/**
 * Why events of the two schemas cannot be told from each other's readers: empty if an old reader can read what a new writer
 * writes, and a new reader what an old writer wrote. New optional fields are the one change that always passes.
 */
export function incompatibilities(before: object, after: object, pointer = ''): string[] {
  const found: string[] = [];
  const here = pointer === '' ? '/' : pointer;
  const [keywordsBefore, keywordsAfter] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  for (const keyword of new Set([...keywordsBefore.keys(), ...keywordsAfter.keys()])) {
    if (annotations.has(keyword) || keyword === 'properties' || keyword === 'required') continue;
    const [was, is] = [
      JSON.stringify(keywordsBefore.get(keyword)),
      JSON.stringify(keywordsAfter.get(keyword)),
    ];
    if (was !== is) found.push(`${here}: ${keyword} was ${was ?? 'absent'} and is ${is ?? 'absent'}`);
  }
  const { required: wasRequired, properties: fieldsBefore = {} }: ObjectSchema = before;
  const { required: isRequired, properties: fieldsAfter = {} }: ObjectSchema = after;
  const [requiredBefore, requiredAfter] = [new Set(wasRequired), new Set(isRequired)];
  for (const field of requiredBefore.difference(requiredAfter))
    found.push(`${pointer}/${field}: was always there, and old readers rely on it`);
  for (const field of requiredAfter.difference(requiredBefore))
    found.push(`${pointer}/${field}: is required, and old events do not have it`);
  for (const [field, schema] of Object.entries(fieldsBefore)) {
    const now = fieldsAfter[field];
    if (now !== undefined) found.push(...incompatibilities(schema, now, `${pointer}/${field}`));
  }
  return found;
}
