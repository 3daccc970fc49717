/** A column's id, with `-` in front if the largest comes first. It is what the URL holds. */
export type Sort = string;

export type SortValue = string | number | null;

/** The sort after a click on a column: the same column turns round. */
export function nextSort(sort: Sort | undefined, column: string, startsLargest: boolean): Sort {
  const [first, second] = startsLargest ? [`-${column}`, column] : [column, `-${column}`];
  return sort === first ? second : first;
}

/** Sorted by a value; what has none comes last either way. The rows themselves are left as they are. */
export function sortRows<Row>(
  rows: readonly Row[],
  valueOf: (row: Row) => SortValue,
  isDescending: boolean,
): Row[] {
  const sign = isDescending ? -1 : 1;
  return rows.toSorted((one, other) => {
    const [a, b] = [valueOf(one), valueOf(other)];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
    return sign * names.compare(String(a), String(b));
  });
}

const names = new Intl.Collator('en', { numeric: true });
