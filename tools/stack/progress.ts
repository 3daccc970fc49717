/** What the person at the terminal sees of one piece of work. */
export interface Step {
  /** Says how far it is; on a terminal it replaces what was said before. */
  update(text: string): void;
  done(text?: string): void;
  fail(text?: string): void;
}

export interface Progress {
  step(name: string): Step;
}

interface Line {
  readonly name: string;
  readonly startedAt: number;
  state: 'running' | 'done' | 'failed';
  text: string;
  saidAt: number;
}

interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Between two plain lines about the same work, so that a log is not flooded. */
const plainIntervalMs = 5_000;
const nameWidth = 16;
const defaultColumns = 80;
const colours = { running: '\u001B[33m', done: '\u001B[32m', failed: '\u001B[31m' } as const;
const marks = { running: '…', done: '✓', failed: '✗' } as const;
const resetColour = '\u001B[0m';

/** On a terminal, lines that are redrawn in place and coloured; elsewhere plain lines, one after the other. */
export function terminalProgress(output: Output = process.stdout): Progress {
  return output.isTTY === true ? redrawnLines(output) : plainLines(output);
}

/** Says nothing. */
export const silentProgress: Progress = {
  step: () => ({ update: () => undefined, done: () => undefined, fail: () => undefined }),
};

function plainLines(output: Output): Progress {
  return {
    step: (name) =>
      stepOf(name, (line, changedState) => {
        const now = Date.now();
        if (!changedState && now - line.saidAt < plainIntervalMs) return;
        line.saidAt = now;
        output.write(`${describe(line)}\n`);
      }),
  };
}

function redrawnLines(output: Output): Progress {
  const lines: Line[] = [];
  let drawn = 0;

  const draw = (): void => {
    const width = (output.columns ?? defaultColumns) - 1;
    const up = drawn > 0 ? `\u001B[${drawn}A` : '';
    const body = lines.map((line) => `\u001B[2K${colour(line, describe(line).slice(0, width))}\n`).join('');
    output.write(up + body);
    drawn = lines.length;
    // Once all are finished the lines stay, and what follows is written below them.
    if (lines.every((line) => line.state !== 'running')) {
      lines.length = 0;
      drawn = 0;
    }
  };

  return {
    step: (name) =>
      stepOf(name, (line) => {
        if (!lines.includes(line)) lines.push(line);
        draw();
      }),
  };
}

function stepOf(name: string, show: (line: Line, changedState: boolean) => void): Step {
  const line: Line = { name, startedAt: Date.now(), state: 'running', text: '', saidAt: 0 };
  const finish = (state: 'done' | 'failed', text: string): void => {
    line.state = state;
    line.text = text;
    show(line, true);
  };
  return {
    update: (text) => {
      line.text = text;
      show(line, false);
    },
    done: (text = 'ready') =>
      finish('done', `${text} (${((Date.now() - line.startedAt) / 1000).toFixed(1)} s)`),
    fail: (text = 'failed') => finish('failed', text),
  };
}

function describe(line: Line): string {
  return `${marks[line.state]} ${line.name.padEnd(nameWidth)} ${line.text}`.trimEnd();
}

function colour(line: Line, text: string): string {
  if (process.env['NO_COLOR']) return text;
  return `${colours[line.state]}${text.slice(0, 1)}${resetColour}${text.slice(1)}`;
}
