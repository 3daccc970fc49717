import { type Figure, formatNumber, hasTarget, isReached, type Peer, type Result } from './figure.ts';

const headings = ['figure', 'measured', 'target', '', 'beside', ''] as const;

/** The figures as a table for a terminal or a document; each further peer has a line of its own. */
export function figureTable(results: readonly Result[]): string {
  const rows = [[...headings], ...results.flatMap(rowsOf)];
  const widths = headings.slice(0, -1).map((_, column) => widest(rows, column));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function widest(rows: readonly (readonly string[])[], column: number): number {
  // What failed has its reason in a cell that no other has to be as wide as.
  return Math.max(...rows.filter((row) => row.length > 2).map((row) => row[column]?.length ?? 0));
}

function rowsOf(result: Result): string[][] {
  if ('error' in result) return [[result.name, `failed: ${result.error}`]];
  const [first, ...others] = result.peers ?? [];
  return [
    [
      result.name,
      `${formatNumber(result.value)} ${result.unit}`,
      targetOf(result),
      hasTarget(result) ? (isReached(result) ? 'reached' : 'missed') : '',
      first === undefined ? '' : besidePeer(first),
      result.detail,
    ],
    ...others.map((peer) => ['', '', '', '', besidePeer(peer), '']),
  ];
}

function targetOf({ target, lowerIsBetter = false }: Figure): string {
  return target === undefined ? '' : `${lowerIsBetter ? '≤' : '≥'} ${formatNumber(target)}`;
}

function besidePeer({ name, value, ratio, target }: Peer): string {
  const wanted = target === undefined ? '' : `, ≥ ${formatNumber(target)} ×`;
  return `${ratio.toFixed(2)} × ${name} (${formatNumber(value)}${wanted})`;
}
