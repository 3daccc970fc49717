interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Tells the person at the terminal what happens, in sentences; in colour only on a terminal. */
export class Narrator {
  readonly #output: Output;
  readonly #isColoured: boolean;
  #chapters = 0;

  constructor(output: Output = process.stdout, environment: NodeJS.ProcessEnv = process.env) {
    this.#output = output;
    this.#isColoured = output.isTTY === true && !environment['NO_COLOR'];
  }

  chapter(title: string): void {
    this.#chapters += 1;
    this.#output.write(`\n${this.#style(bold, `${this.#chapters}. ${title}`)}\n\n`);
  }

  /** An empty sentence is an empty line. */
  say(sentence: string): void {
    this.#output.write(sentence === '' ? '\n' : `   ${sentence}\n`);
  }

  /** Where the person can see it for themselves: a command, a URL, a place in a topic. */
  look(places: readonly string[]): void {
    this.#output.write('\n');
    places.forEach((place, index) => {
      this.#output.write(`   ${this.#style(faint, index === 0 ? 'look: ' : '      ')} ${place}\n`);
    });
  }

  /** A number as a bar, so that one sees it grow and fall. */
  bar(label: string, value: number, largest: number): void {
    const length = largest === 0 ? 0 : Math.round((Math.min(value, largest) / largest) * barWidth);
    const figure = value.toLocaleString('en').padStart(figureWidth);
    const drawn = length === 0 ? '' : ` ${this.#style(yellow, '█'.repeat(length))}`;
    this.#output.write(`     ${label} ${figure}${drawn}\n`);
  }

  text(text: string): void {
    this.#output.write(text);
  }

  #style(code: string, text: string): string {
    return this.#isColoured && text !== '' ? `${code}${text}${reset}` : text;
  }
}

const barWidth = 40;
const figureWidth = 6;
const bold = '\u001B[1m';
const faint = '\u001B[2m';
const yellow = '\u001B[33m';
const reset = '\u001B[0m';
