let isEnding = false;

/** What the bench says while it measures: nothing more once it has said that it ends. */
export const terminal = {
  isTTY: process.stdout.isTTY,
  get columns(): number {
    return process.stdout.columns;
  },
  get isEnding(): boolean {
    return isEnding;
  },
  write: (text: string): void => {
    if (!isEnding) process.stdout.write(text);
  },
  /** Of what has gone wrong. */
  writeError: (text: string): void => {
    if (!isEnding) process.stderr.write(text);
  },
  /** What is being measured loses its servers now: that it fails is no news. */
  sayEnd: (): void => {
    terminal.write('Stopping.\n');
    isEnding = true;
  },
};
