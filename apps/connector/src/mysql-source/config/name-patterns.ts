/**
 * Regular expressions that are separated by commas; each matches a whole name, whatever its case, as in Debezium.
 *
 * @throws SyntaxError if one of them is none
 */
export function patternsOf(text: string): readonly RegExp[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => new RegExp(`^(?:${part})$`, 'i'));
}

export function matchesAny(patterns: readonly RegExp[], name: string): boolean {
  return patterns.some((pattern) => pattern.test(name));
}
