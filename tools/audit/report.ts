import type { ArchiveCount } from './archive.ts';
import type { Verdict } from './audit.ts';
import type { Counts } from './counts.ts';
import { rules } from './finding.ts';

/** A verdict for the person at the terminal: a table by day, the equation, what does not hold. */
export function describeVerdict(verdict: Verdict): string {
  return [
    '',
    ...table(verdict),
    '',
    ...equation(verdict),
    ...archiveEquation(verdict),
    '',
    ...verdict.notes.map((note) => `Note: ${note}`),
    ...verdict.findings.flatMap(({ rule, count, examples }) => [
      `✗ Not so: ${rules[rule]} (${number(count)} ${count === 1 ? 'exception' : 'exceptions'})`,
      ...examples.map((example) => `    ${example}`),
      ...(count > examples.length ? [`    … and ${number(count - examples.length)} more`] : []),
    ]),
    ...verdict.archive.flatMap(({ problems }) => problems.map((problem) => `✗ Archive: ${problem}`)),
    conclusion(verdict),
    '',
  ].join('\n');
}

function conclusion({ good, findings, total }: Verdict): string {
  if (!good && findings.length === 0) return '✗ Verdict: the archive is not what the topics are.';
  if (!good)
    return `✗ Verdict: the books do not balance: ${findings.length} of ${ruleCount} rules do not hold.`;
  if (total.stored === 0) return '✓ Verdict: good, but there is not a single payment to count.';
  return `✓ Verdict: good. ${number(total.stored)} payments, all ${ruleCount} rules hold.`;
}

const ruleCount = Object.keys(rules).length;

const columns: readonly [title: string, of: (counts: Counts) => number][] = [
  ['acknowledged', ({ acknowledged }) => acknowledged],
  ['MySQL', ({ stored }) => stored],
  ['requested', ({ requested }) => requested],
  ['decided', ({ decided }) => decided],
  ['approved', ({ approved }) => approved],
  ['rejected', ({ rejected }) => rejected],
  ['exceeded', ({ exceeded }) => exceeded],
  ['notified', ({ notified }) => notified],
];

const dayWidth = 10;

function table({ days, total, hasJournal }: Verdict): string[] {
  const shown = hasJournal ? columns : columns.slice(1);
  const line = (first: string, cells: readonly string[]): string =>
    [
      first.padEnd(dayWidth),
      ...cells.map((cell, index) => cell.padStart(shown[index]?.[0].length ?? 0)),
    ].join('  ');
  const row = (name: string, counts: Counts): string =>
    line(
      name,
      shown.map(([, of]) => number(of(counts))),
    );
  return [
    line(
      'day',
      shown.map(([title]) => title),
    ),
    ...days.map((counts) => row(counts.day, counts)),
    ...(days.length > 1 ? [row('all', total)] : []),
  ];
}

/** A client knows of its own payments only; the database may have others. */
function equation({ total, hasJournal }: Verdict): string[] {
  const { acknowledged, stored, requested, decided, rejected, exceeded, notified } = total;
  const journal: Term[] = hasJournal
    ? [['acknowledged', acknowledged, acknowledged < stored ? '⊆' : '=']]
    : [];
  return [
    ...sum([...journal, ['MySQL', stored], ['payments.requested', requested], ['payments.decided', decided]]),
    ...sum([
      ['rejected', rejected],
      ['limits.exceeded', exceeded],
      ['notifications', notified],
    ]),
  ];
}

function archiveEquation({ archive }: Verdict): string[] {
  if (archive.length === 0) return [];
  const total = (count: (of: ArchiveCount) => number): number =>
    archive.reduce((all, each) => all + count(each), 0);
  return sum([
    ['archived offsets', total(({ archived }) => archived)],
    ['topic offsets', total(({ records }) => records)],
  ]);
}

type Term = readonly [name: string, count: number, sign?: string];

function sum(terms: readonly Term[]): string[] {
  const names = terms.map(([name]) => name);
  const join = (cells: readonly string[], signs: readonly string[]): string =>
    cells.map((cell, index) => cell.padStart(names[index]?.length ?? 0) + (signs[index] ?? '')).join('');
  const holds = terms.slice(1).map(([, count], index) => {
    const [, before, sign = '='] = terms[index] ?? ['', 0];
    return sign === '⊆' || before === count ? sign : '≠';
  });
  const wanted = terms.slice(0, -1).map(([, , sign = '=']) => ` ${sign} `);
  return [
    join(names, wanted),
    join(
      terms.map(([, count]) => number(count)),
      holds.map((sign) => ` ${sign} `),
    ),
  ];
}

function number(value: number): string {
  return value.toLocaleString('en');
}
