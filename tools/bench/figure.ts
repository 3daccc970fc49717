/** One measured figure, and what it is held against. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** At least this is expected, or at most it if `lowerIsBetter`. */
  readonly target: number;
  readonly lowerIsBetter?: boolean;
  /** Another program at the same work in the same run, in the same unit. */
  readonly peer?: { readonly name: string; readonly value: number };
  /** What else the measurement says, for the reader of the table. */
  readonly detail: string;
}

export function isReached({ value, target, lowerIsBetter = false }: Figure): boolean {
  return lowerIsBetter ? value <= target : value >= target;
}

/** The value in the middle, or at another fraction, of numbers in any order. */
export function quantile(values: readonly number[], fraction: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))] ?? Number.NaN;
}

/** The figures as a table for a terminal or a document. */
export function figureTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    `${format(figure.value)} ${figure.unit}`,
    `${figure.lowerIsBetter === true ? '≤' : '≥'} ${format(figure.target)}`,
    isReached(figure) ? 'reached' : 'missed',
    besidePeer(figure),
    figure.detail,
  ]);
  const all = [['figure', 'measured', 'target', '', 'peer', ''], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function besidePeer({ value, peer }: Figure): string {
  if (peer === undefined) return '';
  return `${(value / peer.value).toFixed(1)} × ${peer.name} (${format(peer.value)})`;
}

function format(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 1 : 0 });
}
