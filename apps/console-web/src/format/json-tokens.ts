export type TokenKind = 'key' | 'string' | 'number' | 'word' | 'plain';

/** A piece of JSON with what it is, for its colour. */
export interface JsonToken {
  readonly kind: TokenKind;
  readonly text: string;
}

const token = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g;

/** Splits JSON text into tokens; text that is not JSON is one. Joined, they are the text again. */
export function jsonTokens(json: string): JsonToken[] {
  if (!isJson(json)) return [{ kind: 'plain', text: json }];
  const tokens: JsonToken[] = [];
  let at = 0;
  for (const match of json.matchAll(token)) {
    const [all, string, colon, number] = match;
    if (match.index > at) tokens.push({ kind: 'plain', text: json.slice(at, match.index) });
    if (string !== undefined) {
      tokens.push({ kind: colon === undefined ? 'string' : 'key', text: string });
      if (colon !== undefined) tokens.push({ kind: 'plain', text: colon });
    } else tokens.push({ kind: number === undefined ? 'word' : 'number', text: all });
    at = match.index + all.length;
  }
  if (at < json.length) tokens.push({ kind: 'plain', text: json.slice(at) });
  return tokens;
}

const numberOrString = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * Indents JSON without reading its numbers, so that none loses digits. What is not JSON comes back as it is.
 *
 * @example prettyJson('{"a":12345678901234567890}') // '{\n  "a": 12345678901234567890\n}'
 */
export function prettyJson(text: string): string {
  if (!isJson(text)) return text;
  let depth = 0;
  let out = '';
  const tokens = text.match(numberOrString) ?? [];
  for (const [index, part] of tokens.entries()) {
    const next = tokens[index + 1];
    if (part === '{' || part === '[') {
      const isEmpty = next === '}' || next === ']';
      depth += 1;
      out += isEmpty ? part : part + newLine(depth);
    } else if (part === '}' || part === ']') {
      depth -= 1;
      const wasEmpty = out.endsWith('{') || out.endsWith('[');
      out += wasEmpty ? part : newLine(depth) + part;
    } else if (part === ',') out += part + newLine(depth);
    else out += part === ':' ? ': ' : part;
  }
  return out;
}

function newLine(depth: number): string {
  return `\n${'  '.repeat(depth)}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
