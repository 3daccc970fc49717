/** A stretch of text as it is, or one character that would not be seen, with the sign that stands for it. */
export interface TextPiece {
  readonly text: string;
  readonly isControl: boolean;
}

/**
 * Control characters, and those that turn or hide the text around them. Line feeds and tabs are kept: they are what
 * they look like.
 */
const unseen =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF\uFFF9-\uFFFB]/g;
const namesOfC0 =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(
    ' ',
  );
const del = 0x7f;

/**
 * Text from a record, in pieces that can be shown without any of them acting on the page or its reader.
 *
 * @example visibleText('a\u0000b') // [{ text: 'a', … }, { text: 'NUL', isControl: true }, { text: 'b', … }]
 */
export function visibleText(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let at = 0;
  for (const { 0: character, index } of text.matchAll(unseen)) {
    if (index > at) pieces.push({ text: text.slice(at, index), isControl: false });
    pieces.push({ text: signOf(character), isControl: true });
    at = index + character.length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), isControl: false });
  return pieces;
}

function signOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code === del) return 'DEL';
  return namesOfC0[code] ?? `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
