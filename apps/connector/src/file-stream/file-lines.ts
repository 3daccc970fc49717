/** Lines that are complete, and the bytes up to the end of the last of them. */
export interface CompleteLines {
  readonly lines: readonly string[];
  readonly bytes: number;
}

const newline = 0x0a;
const carriageReturn = 0x0d;

/** The first `max` lines that end in `bytes`, each without its end; a line ends with \n or \r\n. */
export function completeLines(bytes: Buffer, max: number): CompleteLines {
  const lines: string[] = [];
  let start = 0;
  while (lines.length < max) {
    const end = bytes.indexOf(newline, start);
    if (end < 0) break;
    const isWindows = end > start && bytes[end - 1] === carriageReturn;
    lines.push(bytes.toString('utf8', start, isWindows ? end - 1 : end));
    start = end + 1;
  }
  return { lines, bytes: start };
}
