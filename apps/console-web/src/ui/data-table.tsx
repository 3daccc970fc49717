import './data-table.css';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type CSSProperties, type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { nextSort, type Sort, sortRows, type SortValue } from './sorting.ts';

export interface Column<Row> {
  readonly id: string;
  readonly name: string;
  /** As a track of a CSS grid. */
  readonly width: string;
  readonly isNumber?: boolean;
  /** Only a screen reader hears the name. */
  readonly isNameHidden?: boolean;
  /** Left out: the column does not sort. */
  readonly sortBy?: (row: Row) => SortValue;
  readonly cell: (row: Row) => ReactNode;
}

interface DataTableProps<Row> {
  /** What a screen reader calls it. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly sort?: Sort | undefined;
  readonly onSort?: (sort: Sort) => void;
  readonly rowTone?: (row: Row) => 'bad' | 'warn' | undefined;
  /** Instead of rows, if there are none. */
  readonly blank?: ReactNode;
}

const rowHeight = 41;
const [rowsBeyondSight, rowsDrawnAtOnce] = [12, 80];

/** A table of any length: only the rows in sight are in the page. The window scrolls it. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, rowKey, sort, onSort, rowTone, blank } = props;
  const sorted = useSorted(rows, columns, sort);
  const template = { '--columns': columns.map(({ width }) => width).join(' ') } as CSSProperties;
  if (rows.length === 0 && blank !== undefined) return blank;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls sideways where it is narrow
    <div
      className="table"
      role="table"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      tabIndex={0}
      style={template}
    >
      <div role="rowgroup" className="table-head">
        <div role="row" className="table-row" aria-rowindex={1}>
          {columns.map((column) => (
            <HeadCell key={column.id} {...{ column, sort, onSort }} />
          ))}
        </div>
      </div>
      <Rows {...{ rows: sorted, columns, rowKey, rowTone }} />
    </div>
  );
}

function useSorted<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: Sort | undefined) {
  return useMemo(() => {
    const column = columns.find(({ id }) => id === sort?.replace(/^-/, ''));
    if (column?.sortBy === undefined) return rows;
    return sortRows(rows, column.sortBy, sort?.startsWith('-') === true);
  }, [rows, columns, sort]);
}

interface HeadCellProps<Row> {
  readonly column: Column<Row>;
  readonly sort: Sort | undefined;
  readonly onSort: ((sort: Sort) => void) | undefined;
}

function HeadCell<Row>({ column, sort, onSort }: HeadCellProps<Row>) {
  const { id, name, isNumber = false, isNameHidden = false, sortBy } = column;
  const direction = sort === id ? 'ascending' : sort === `-${id}` ? 'descending' : undefined;
  if (sortBy === undefined || onSort === undefined) {
    return (
      <div role="columnheader" data-number={isNumber}>
        <span className={isNameHidden ? 'visually-hidden' : ''}>{name}</span>
      </div>
    );
  }
  return (
    <div role="columnheader" data-number={isNumber} aria-sort={direction ?? 'none'}>
      <button type="button" onClick={() => onSort(nextSort(sort, id, isNumber))}>
        {name}
        {direction === 'ascending' && <ArrowUp size={12} aria-hidden />}
        {direction === 'descending' && <ArrowDown size={12} aria-hidden />}
      </button>
    </div>
  );
}

interface RowsProps<Row> extends Pick<DataTableProps<Row>, 'rows' | 'columns' | 'rowKey'> {
  readonly rowTone: DataTableProps<Row>['rowTone'] | undefined;
}

function Rows<Row>({ rows, columns, rowKey, rowTone }: RowsProps<Row>) {
  const body = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const { y } = body.current?.getBoundingClientRect() ?? { y: 0 };
    setTop(y + window.scrollY);
  }, [rows.length]);
  const isLong = rows.length > rowsDrawnAtOnce;
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan: rowsBeyondSight,
    scrollMargin: top,
    enabled: isLong,
  });
  const shown = isLong
    ? virtual.getVirtualItems().map(({ index, start }) => ({ index, start: start - top }))
    : rows.map((_, index) => ({ index, start: undefined }));
  return (
    <div
      role="rowgroup"
      ref={body}
      className="table-body"
      style={isLong ? { height: virtual.getTotalSize() } : {}}
    >
      {shown.map(({ index, start }) => {
        const row = rows[index] as Row;
        const place =
          start === undefined ? {} : { transform: `translateY(${start}px)`, position: 'absolute' as const };
        return (
          <div
            key={rowKey(row)}
            role="row"
            className="table-row"
            data-tone={rowTone?.(row)}
            aria-rowindex={index + 2}
            style={place}
          >
            {columns.map(({ id, isNumber = false, cell }) => (
              <div key={id} role="cell" data-number={isNumber}>
                {cell(row)}
              </div>
            ))}
          </div>
        );
      })}
    </div>
  );
}
