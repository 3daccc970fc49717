import type { Position } from '@payments/binlog';
import { type TableName, tableText } from '../../mysql/names.ts';
import type { SourceOffset } from '../../plugin/source-task.ts';
import { storedPosition, storedProgress, type TableProgress } from './cdc-offset.ts';
import type { CdcSettings } from './cdc-settings.ts';

/** Where reading goes on. */
export interface CdcStart {
  /** Undefined: from now on. */
  readonly position: Position | undefined;
  /** Every table that is to be read, by `tableText`. */
  readonly progress: ReadonlyMap<string, TableProgress>;
  /** The tables that were read when the position was written, all of which its rows count. */
  readonly knownTables: readonly TableName[];
}

/**
 * Makes of what is stored, of the tables there are and of `snapshot.mode` where to go on. A table without an offset is read from its
 * beginning: it is new, or somebody has reset it. An offset of Debezium's has no tables beside it; it had read them all.
 */
export function cdcStart(
  settings: Pick<CdcSettings, 'topicPrefix' | 'tables' | 'snapshotMode'>,
  offsets: readonly SourceOffset[],
): CdcStart {
  const { topicPrefix, tables, snapshotMode } = settings;
  const own = offsets.filter(
    ({ partition, offset }) => partition['server'] === topicPrefix && offset !== null,
  );
  const main = own.find(({ partition }) => partition['table'] === undefined)?.offset;
  const byTable = new Map(
    own.flatMap(({ partition, offset }) => {
      const table = partition['table'];
      return typeof table === 'string' ? [[table, offset ?? undefined] as const] : [];
    }),
  );
  const stored = main === undefined || main === null ? undefined : storedPosition(main);
  const everyTable = (progress: TableProgress): ReadonlyMap<string, TableProgress> =>
    new Map(tables.map((table) => [tableText(table), progress]));

  if (snapshotMode === 'no_data')
    return { ...begin(stored), progress: everyTable(done), knownTables: known(byTable) };
  // A position without the tables that belong to it would leave a gap where the snapshot was.
  const isUsable = stored !== undefined && !(stored.isForeign && stored.isSnapshot);
  if (!isUsable) return { position: undefined, progress: everyTable(waiting), knownTables: [] };
  if (snapshotMode === 'always') {
    return { ...begin(stored), progress: everyTable(waiting), knownTables: known(byTable) };
  }
  const progress = tables.map((table) => {
    const offset = byTable.get(tableText(table));
    return [
      tableText(table),
      offset === undefined && stored.isForeign ? done : storedProgress(offset),
    ] as const;
  });
  return { ...begin(stored), progress: new Map(progress), knownTables: known(byTable) };
}

/** Everything from the beginning, for when the binlog does not have what comes next. */
export function freshStart({ tables }: Pick<CdcSettings, 'tables'>): CdcStart {
  return {
    position: undefined,
    progress: new Map(tables.map((table) => [tableText(table), waiting])),
    knownTables: [],
  };
}

const done: TableProgress = { state: 'done' };
const waiting: TableProgress = { state: 'waiting' };

function begin(stored: { readonly position: Position } | undefined): Pick<CdcStart, 'position'> {
  return { position: stored?.position };
}

/** Names of schemas have no dots in practice, and those of tables may. */
function known(byTable: ReadonlyMap<string, unknown>): readonly TableName[] {
  return [...byTable.keys()].map((text) => {
    const dot = text.indexOf('.');
    return { schema: text.slice(0, dot), table: text.slice(dot + 1) };
  });
}
