import { columnOf, type TargetTable } from '../table/target-table.ts';
import { type Layout, Layouts, type RowChange } from './row-change.ts';

/** Changes of one kind and one layout, in order: one statement, or a few. */
export interface Step {
  readonly kind: RowChange['kind'];
  readonly layout: Layout;
  readonly rows: readonly (readonly unknown[])[];
}

/**
 * Puts changes of one table into as few statements as there can be, such that the table ends up as if each had been made by itself.
 *
 * Where the order between rows of different keys cannot matter, changes of the same key are made one (`collapse`). It may matter if
 * the table has another unique key, or foreign keys, or if it is not certain here which keys MySQL takes for equal.
 */
export function planBatch(
  changes: readonly RowChange[],
  table: TargetTable,
  { collapse }: { readonly collapse: boolean },
): readonly Step[] {
  const keys = collapse ? keysOf(changes, table) : undefined;
  return keys === undefined ? runs(changes) : collapsed(changes, keys);
}

/** One step for each run of changes that are alike. */
function runs(changes: readonly RowChange[]): readonly Step[] {
  const steps: { kind: RowChange['kind']; layout: Layout; rows: (readonly unknown[])[] }[] = [];
  for (const { kind, layout, values } of changes) {
    const last = steps.at(-1);
    if (last?.kind === kind && last.layout === layout) last.rows.push(values);
    else steps.push({ kind, layout, rows: [values] });
  }
  return steps;
}

interface Outcome {
  /** The values of the key, if the row is deleted before anything else is done to it. */
  deleted: RowChange | undefined;
  written: RowChange | undefined;
}

/** First every key that was deleted at some time, then what is there in the end. */
function collapsed(changes: readonly RowChange[], keys: readonly string[]): readonly Step[] {
  const layouts = new Layouts();
  const outcomes = new Map<string, Outcome>();
  for (const [index, change] of changes.entries()) {
    const key = keys[index] as string;
    const outcome = outcomes.get(key);
    if (outcome === undefined)
      outcomes.set(key, {
        deleted: change.kind === 'delete' ? change : undefined,
        written: change.kind === 'write' ? change : undefined,
      });
    else if (change.kind === 'delete') Object.assign(outcome, { deleted: change, written: undefined });
    else outcome.written = outcome.written === undefined ? change : merged(outcome.written, change, layouts);
  }
  const all = [...outcomes.values()];
  return [...grouped(all.map(({ deleted }) => deleted)), ...grouped(all.map(({ written }) => written))];
}

function grouped(changes: readonly (RowChange | undefined)[]): readonly Step[] {
  const byLayout = Map.groupBy(
    changes.filter((change) => change !== undefined),
    ({ layout }) => layout,
  );
  return [...byLayout.values()].flatMap((alike) => runs(alike));
}

/** Columns that only the earlier one has keep what it wrote. */
function merged(earlier: RowChange, later: RowChange, layouts: Layouts): RowChange {
  if (earlier.layout === later.layout) return later;
  const values = new Map<string, unknown>();
  for (const { layout, values: given } of [earlier, later])
    for (const [index, column] of layout.columns.entries()) values.set(column, given[index]);
  return {
    kind: 'write',
    layout: layouts.get([...values.keys()], later.layout.keyCount),
    values: [...values.values()],
  };
}

const wholeNumbers = new Set(['tinyint', 'smallint', 'mediumint', 'int', 'bigint']);
const texts = new Set(['char', 'varchar']);
/** Of such text, no collation takes two for equal that differ in more than their cases. */
const plainText = /^[\x21-\x7e]*$/;

/** A text for each change that is the same if and only if MySQL may take the keys for equal; undefined if this is not certain. */
function keysOf(changes: readonly RowChange[], table: TargetTable): readonly string[] | undefined {
  if (table.uniqueKeys.length > 1 || table.hasForeignKeys) return undefined;
  const keys: string[] = [];
  for (const { layout, values } of changes) {
    if (layout.keyCount === 0) return undefined;
    let key = '';
    for (let index = 0; index < layout.keyCount; index += 1) {
      const type = columnOf(table, layout.columns[index] as string)?.type ?? '';
      const part = keyPart(values[index], type);
      if (part === undefined) return undefined;
      key += `${part}\0`;
    }
    keys.push(key);
  }
  return sameCases(keys, changes) ? keys : undefined;
}

function keyPart(value: unknown, type: string): string | undefined {
  if (wholeNumbers.has(type)) return String(value);
  if (!texts.has(type) || typeof value !== 'string' || !plainText.test(value)) return undefined;
  return value.toLowerCase();
}

/** False if keys differ in cases only: whether these are equal, the collation decides. */
function sameCases(keys: readonly string[], changes: readonly RowChange[]): boolean {
  const spellings = new Map<string, string>();
  for (const [index, key] of keys.entries()) {
    const { layout, values } = changes[index] as RowChange;
    const spelling = values.slice(0, layout.keyCount).join('\0');
    const known = spellings.get(key);
    if (known === undefined) spellings.set(key, spelling);
    else if (known !== spelling) return false;
  }
  return true;
}
