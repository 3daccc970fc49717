/** A regular expression in Java's words, for names that have to match as a whole. */
export interface JavaRegex {
  readonly matches: (text: string) => boolean;
  /** The text with its match replaced, `$1` and `${name}` standing for groups; as it was if it does not match. */
  readonly replace: (text: string, replacement: string) => string;
}

/**
 * Reads a pattern of Java's. `(?i)` and its like may stand at its beginning.
 *
 * @throws Error if it is none, or uses what only Java has
 */
export function javaRegex(pattern: string): JavaRegex {
  const [, letters = '', rest = pattern] = /^\(\?([ims]+)\)(.*)$/s.exec(pattern) ?? [];
  if (/(?<!\\)[*+?}]\+/.test(rest)) throw new Error(`possessive quantifiers (*+, ++, ?+) are not supported`);
  const expression = new RegExp(`^(?:${rest})$`, `u${letters}`.replace(/(.)(?=.*\1)/g, ''));
  return {
    matches: (text) => expression.test(text),
    replace: (text, replacement) => {
      const match = expression.exec(text);
      return match === null ? text : expand(replacement, match);
    },
  };
}

/** A sentence on what is wrong with a pattern. */
export function javaRegexError(pattern: string): string | undefined {
  try {
    javaRegex(pattern);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const reference = /\\(.)|\$\{([A-Za-z][A-Za-z0-9]*)\}|\$(\d+)/gs;

function expand(replacement: string, match: RegExpExecArray): string {
  return replacement.replace(
    reference,
    (_all, escaped: string | undefined, name: string | undefined, digits: string | undefined) => {
      if (escaped !== undefined) return escaped;
      if (name !== undefined) return match.groups?.[name] ?? '';
      return group(digits ?? '0', match);
    },
  );
}

/** `$12` is group 12 if there is one, else group 1 and a 2. */
function group(digits: string, match: RegExpExecArray): string {
  let length = digits.length;
  while (length > 1 && Number(digits.slice(0, length)) >= match.length) length -= 1;
  return (match[Number(digits.slice(0, length))] ?? '') + digits.slice(length);
}
