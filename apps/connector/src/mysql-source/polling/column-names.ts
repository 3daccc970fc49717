import { quoteName } from '../../mysql/names.ts';

/**
 * A column by its name, whatever its case: MySQL does not mind, but a row only answers to the name the table has.
 *
 * @param columns none: of a query, about which nothing is known before it runs
 * @throws Error if there is no such column
 */
export function columnNamed(
  wanted: string,
  columns: readonly { readonly name: string }[],
  label: string,
): string {
  if (columns.length === 0) return wanted;
  const found = columns.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  if (found !== undefined) return found.name;
  throw new Error(`${label} has no column ${wanted}; it has ${columns.map(({ name }) => name).join(', ')}.`);
}

/** With its table's name before it, if it was given so. */
export function quoteColumn(name: string): string {
  return name.split('.').map(quoteName).join('.');
}

/** Under which name a column comes in a row. */
export function bareName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
