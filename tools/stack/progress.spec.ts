import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { terminalProgress } from './progress.ts';

const escape = '\u001B';

function recorder(isTTY: boolean) {
  const written: string[] = [];
  return { written, isTTY, columns: 40, write: (text: string) => written.push(text) };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubEnv('NO_COLOR', '');
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

describe('progress where nobody sees a terminal', () => {
  it('is plain lines without colours or cursor movements', () => {
    const output = recorder(false);
    const step = terminalProgress(output).step('Kafka');
    step.update('starting');
    step.done();
    expect(output.written).toEqual(['… Kafka            starting\n', '✓ Kafka            ready (0.0 s)\n']);
  });

  it('says the same thing every few seconds at most, but never leaves out the end', () => {
    const output = recorder(false);
    const step = terminalProgress(output).step('Kafka');
    for (let files = 1; files <= 60; files += 1) {
      step.update(`${files} files`);
      vi.advanceTimersByTime(100);
    }
    step.fail('no network');
    expect(output.written.map((line) => line.slice(19).trim())).toEqual([
      '1 files',
      '51 files',
      'no network',
    ]);
  });
});

describe('progress on a terminal', () => {
  it('redraws its lines in place, in colour, cut to the width', () => {
    const output = recorder(true);
    const progress = terminalProgress(output);
    const [kafka, mysql] = [progress.step('Kafka'), progress.step('MySQL')];
    kafka.update('starting');
    mysql.update('x'.repeat(100));
    const last = output.written.at(-1) ?? '';
    expect(last).toContain(`${escape}[1A`);
    expect(last).toContain(`${escape}[33m`);
    const longest = Math.max(...last.split('\n').map((line) => visible(line).length));
    expect(longest).toBeLessThan(40);
  });

  it('has no colours if the user wants none', () => {
    vi.stubEnv('NO_COLOR', '1');
    const output = recorder(true);
    terminalProgress(output).step('Kafka').done();
    expect(output.written.join('')).not.toContain(`${escape}[3`);
  });
});

function visible(line: string): string {
  return line.split(escape).reduce((text, part) => text + part.replace(/^\[[0-9]*[A-Za-z]/, ''), '');
}
