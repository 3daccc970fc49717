import type { SinkRecord } from '../../records/connect-record.ts';
import { DataError } from '../../records/data-error.ts';
import type { RowChange } from '../rows/row-change.ts';
import { MissingColumnsError } from '../rows/row-reader.ts';
import type { SinkSettings } from '../sink-config.ts';
import type { Target, TargetTables } from '../table/target-tables.service.ts';
import { persist, type PersistenceOptions } from './persistence.ts';

/** What a record comes to: a change, or why there is none. Undefined: there is nothing to do. */
export type Preparation =
  | { readonly target: Target; readonly change: RowChange }
  | { readonly error: DataError }
  | undefined;

export interface PreparationOptions extends PersistenceOptions {
  readonly settings: SinkSettings;
  readonly tables: TargetTables;
}

/** More than there are partitions that add columns at the same time. */
const maxRounds = 100;

/** Finds the tables of records, and has them changed where they may be, before anything is written. */
export class RecordPreparation {
  constructor(private readonly options: PreparationOptions) {}

  /** Looks at the tables of these records anew. */
  async lookAgain(records: readonly SinkRecord[]): Promise<void> {
    for (const topic of new Set(records.map((record) => record.topic))) await this.look(topic, records);
  }

  /** Undefined: something has to be asked or done first, and `readSlowly` does. */
  read(record: SinkRecord): Exclude<Preparation, undefined> | undefined {
    const target = this.options.tables.known(record.topic);
    if (target === undefined) return undefined;
    try {
      const change = target.reader.read(record);
      this.options.tables.checkKey(target.table, change.layout);
      return { target, change };
    } catch (error) {
      if (error instanceof MissingColumnsError) return undefined;
      if (error instanceof DataError) return { error };
      throw error;
    }
  }

  /** @throws SinkTableError, or an error of the database, for all that follow */
  async readSlowly(record: SinkRecord, batch: Batch): Promise<Preparation> {
    try {
      const target = await this.current(record.topic, batch);
      if (target === undefined) return undefined;
      const done = this.read(record);
      if (done !== undefined) return done;
      return await this.readEvolving(record, target, batch);
    } catch (error) {
      if (error instanceof DataError) return { error };
      throw error;
    }
  }

  /** Looked at once for a batch: a stream of bad records is not to ask for each. */
  private async current(topic: string, { records, lookedAt }: Batch): Promise<Target | undefined> {
    const known = this.options.tables.known(topic);
    if (known !== undefined && lookedAt.has(topic)) return known;
    lookedAt.add(topic);
    return this.look(topic, records);
  }

  /** Others may be adding columns too, and the first of them stops a statement that has more: then it takes another round. */
  private async readEvolving(record: SinkRecord, known: Target, { records }: Batch): Promise<Preparation> {
    const { tables, settings, signal } = this.options;
    let target = known;
    for (let round = 1; ; round += 1) {
      try {
        return { target, change: target.reader.read(record) };
      } catch (error) {
        if (!(error instanceof MissingColumnsError) || !settings.isEvolving || round > maxRounds) throw error;
        const { fields } = error;
        const alike = records.filter(
          (each) => each.topic === record.topic && each.valueSchema === record.valueSchema,
        );
        await persist(() => tables.addColumns(target, fields, { records: alike, signal }), this.options);
        target = (await this.look(record.topic, records)) ?? target;
      }
    }
  }

  private look(topic: string, records: readonly SinkRecord[]): Promise<Target | undefined> {
    const own = records.filter((record) => record.topic === topic);
    const { tables, signal } = this.options;
    return persist(() => tables.look(topic, own, signal), this.options);
  }
}

/** Records that are written together. */
export interface Batch {
  readonly records: readonly SinkRecord[];
  /** Topics whose tables were looked at for this batch. */
  readonly lookedAt: Set<string>;
}
