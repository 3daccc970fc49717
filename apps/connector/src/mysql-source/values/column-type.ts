/** A column's type in its parts: of `decimal(10,2) unsigned` the word is `decimal`, the arguments are 10 and 2. */
export interface ColumnType {
  readonly word: string;
  /** The numbers between the parentheses; none of ENUM and SET. */
  readonly sizes: readonly number[];
  readonly unsigned: boolean;
  /** Of ENUM and SET. */
  readonly words: readonly string[];
}

const synonyms: Readonly<Record<string, string>> = {
  integer: 'int',
  numeric: 'decimal',
  real: 'double',
  geometrycollection: 'geomcollection',
};

/** Reads a type as MySQL writes it, in its catalogue or in its binlog. */
export function parseColumnType(text: string): ColumnType {
  const word = /^[a-z]+/i.exec(text)?.[0].toLowerCase() ?? '';
  const rest = text.slice(word.length);
  if (word === 'enum' || word === 'set') {
    return { word, sizes: [], unsigned: false, words: quotedWords(rest) };
  }
  const sizes = /^\s*\(([\d\s,]*)\)/.exec(rest)?.[1]?.split(',').map(Number) ?? [];
  // A column that is filled with zeros is unsigned, whether its type says so or not.
  return { word: synonyms[word] ?? word, sizes, unsigned: /\b(unsigned|zerofill)\b/i.test(rest), words: [] };
}

const geometryWords = new Set([
  'geometry',
  'point',
  'linestring',
  'polygon',
  'multipoint',
  'multilinestring',
  'multipolygon',
  'geomcollection',
]);

export function isGeometry({ word }: ColumnType): boolean {
  return geometryWords.has(word);
}

/** Of `('a','it''s')`. */
function quotedWords(text: string): readonly string[] {
  return [...text.matchAll(/'((?:[^']|'')*)'/g)].map(([, word = '']) => word.replaceAll("''", "'"));
}
