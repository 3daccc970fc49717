import { columnNamed } from './column-names.ts';
import type { RelationShape } from './relation.service.ts';

/**
 * The column of the ids: the one that is named, else the one that is AUTO_INCREMENT.
 *
 * @throws Error if there is none
 */
export function idColumn(wanted: string, shape: RelationShape, label: string): string {
  if (wanted !== '') return columnNamed(wanted, shape.columns, label);
  const automatic = shape.columns.find(({ isAutoIncrement }) => isAutoIncrement)?.name;
  if (automatic !== undefined) return automatic;
  throw new Error(`${label} has no AUTO_INCREMENT column: name one with incrementing.column.name.`);
}
