/** A command on a page, with what it is said to print. */
export interface CommandBlock {
  /** On its page, from 1. */
  readonly number: number;
  /** The heading it stands under. */
  readonly heading: string;
  readonly command: string;
  /** Empty if it prints nothing. */
  readonly output: string;
}

const fence = /^```(\w*)$/;

/** The `sh` blocks of a page in Markdown, each with the `text` block that follows it. */
export function commandBlocks(page: string): CommandBlock[] {
  const blocks: (CommandBlock & { output: string })[] = [];
  let heading = '';
  let language: string | undefined;
  let body: string[] = [];
  for (const line of page.split('\n')) {
    const [isFence, opened] = fence.exec(line) ?? [];
    if (language === undefined) {
      if (line.startsWith('#')) heading = line.replace(/^#+ /, '');
      if (isFence !== undefined) [language, body] = [opened ?? '', []];
    } else if (isFence === undefined) {
      body.push(line);
    } else {
      const text = body.map((each) => `${each}\n`).join('');
      const last = blocks.at(-1);
      if (language === 'sh') blocks.push({ number: blocks.length + 1, heading, command: text, output: '' });
      else if (language === 'text' && last !== undefined) last.output = text;
      language = undefined;
    }
  }
  return blocks;
}

/** What an output has to match: `…` stands for any part of a line, and alone on a line for any lines. */
export function outputPattern(output: string): RegExp {
  const lines = output
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      if (line === '…') return '(?:.*\\n)*?';
      const parts = line.split('…').map((part) => part.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&'));
      return `${parts.join('.*?')}\\n`;
    });
  return new RegExp(`^${lines.join('')}$`);
}
