import type { Log } from '@payments/kafka';
import type { SinkRecord } from '../../records/connect-record.ts';
import { planBatch } from '../rows/plan-batch.ts';
import type { RowChange } from '../rows/row-change.ts';
import type { SinkSettings } from '../sink-config.ts';
import type { Target, TargetTables } from '../table/target-tables.service.ts';
import { persist } from './persistence.ts';
import { RecordPreparation } from './record-preparation.service.ts';
import type { SinkConnection, SinkConnections } from './sink-connections.service.ts';
import { sameRow, type Statement, statementsOf } from './statements.ts';
import { failureOf, isDuplicate } from './write-errors.ts';

/** A record and what it does to a table. */
export interface Prepared {
  readonly record: SinkRecord;
  readonly target: Target;
  readonly change: RowChange;
}

export interface BatchWriterOptions {
  readonly settings: SinkSettings;
  readonly connections: SinkConnections;
  readonly tables: TargetTables;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Puts a record aside that can never be written; rejects if that is not allowed. */
  readonly skip: (record: SinkRecord, error: unknown) => Promise<void>;
  /** Asked right before each transaction; rejects if the partition may be somebody else's by now. */
  readonly confirm: () => Promise<void>;
  /** Called whenever everything up to a record is where it belongs, or put aside. */
  readonly onLanded: (record: SinkRecord) => void;
}

interface Attempt {
  /** Whether the tables have just been looked at because their definitions did not fit. */
  readonly isLookedAtAnew: boolean;
}

/** Longer than MySQL waits for a lock. */
const statementTimeoutMs = 60_000;

/** Writes records in their order, each batch in one transaction. Those that cannot be written are found and put aside. */
export class BatchWriter {
  private readonly preparation: RecordPreparation;

  constructor(private readonly options: BatchWriterOptions) {
    this.preparation = new RecordPreparation(options);
  }

  /** @throws whatever keeps the rest of the records from being written */
  async write(records: readonly SinkRecord[]): Promise<void> {
    await this.writeOnce(records, { isLookedAtAnew: false });
  }

  private async writeOnce(records: readonly SinkRecord[], attempt: Attempt): Promise<void> {
    let ready: Prepared[] = [];
    const batch = { records, lookedAt: new Set<string>() };
    for (const record of records) {
      // Nearly always there is nothing to wait for, and a promise for each record would take longer than the record.
      const outcome = this.preparation.read(record) ?? (await this.preparation.readSlowly(record, batch));
      if (outcome === undefined) continue;
      if ('change' in outcome) {
        ready.push({ record, target: outcome.target, change: outcome.change });
        continue;
      }
      await this.land(ready, attempt);
      ready = [];
      await this.options.skip(record, outcome.error);
      this.options.onLanded(record);
    }
    await this.land(ready, attempt);
    const last = records.at(-1);
    if (last !== undefined) this.options.onLanded(last);
  }

  private async land(all: readonly Prepared[], attempt: Attempt): Promise<void> {
    const last = all.at(-1);
    if (last === undefined) return;
    try {
      await this.transact(all);
    } catch (error) {
      const failure = failureOf(error);
      if (failure === 'definition' && !attempt.isLookedAtAnew) return this.landAnew(all);
      if (failure !== 'row') throw error;
      if (all.length > 1) return this.landHalves(all, attempt);
      await this.landOrSkip(last, error);
    }
    this.options.onLanded(last.record);
  }

  private async landHalves(all: readonly Prepared[], attempt: Attempt): Promise<void> {
    const half = Math.ceil(all.length / 2);
    await this.land(all.slice(0, half), attempt);
    await this.land(all.slice(half), attempt);
  }

  /** The tables are looked at again, and so are the records: once, for if that does not help, nothing here does. */
  private async landAnew(all: readonly Prepared[]): Promise<void> {
    const first = all[0] as Prepared;
    const records = all.map(({ record }) => record);
    await this.preparation.lookAgain(records);
    this.options.log.warn(
      `The definition of ${first.target.table.name.table} has changed: it was read again.`,
    );
    await this.writeOnce(records, { isLookedAtAnew: true });
  }

  /** What an insert finds there, value for value, is what an earlier attempt wrote before it was cut off. */
  private async landOrSkip({ record, target, change }: Prepared, error: unknown): Promise<void> {
    if (this.options.settings.insertMode === 'insert' && isDuplicate(error)) {
      const { sql, parameters } = sameRow(target.table, change.layout, change.values);
      const { connections, signal } = this.options;
      const query = { sql, timeout: statementTimeoutMs, values: [...parameters] };
      const found = await persist(
        () => connections.use(({ connection }) => connection.query<never[]>(query), signal),
        this.options,
      );
      if (found[0].length > 0) return;
    }
    await this.options.skip(record, error);
  }

  private async transact(all: readonly Prepared[]): Promise<void> {
    const { connections, signal } = this.options;
    await persist(() => connections.use((connection) => this.execute(connection, all), signal), this.options);
  }

  private async execute(
    { connection, maxStatementBytes }: SinkConnection,
    all: readonly Prepared[],
  ): Promise<void> {
    const statements = statementsFor(all, this.options.settings, maxStatementBytes);
    const run = async ({ sql, parameters }: Statement): Promise<unknown> =>
      connection.query({ sql, timeout: statementTimeoutMs, values: [...parameters] });
    await this.options.confirm();
    const [only] = statements;
    if (only === undefined) return;
    if (statements.length === 1) {
      await run(only);
      return;
    }
    await connection.beginTransaction();
    try {
      for (const statement of statements) await run(statement);
      await connection.commit();
    } catch (error) {
      // If this fails too, the connection is gone, and the transaction with it.
      await connection.rollback().catch(() => connection.destroy());
      throw error;
    }
  }
}

/** One table after the other, in the order in which the records name them. */
function statementsFor(
  all: readonly Prepared[],
  { insertMode }: SinkSettings,
  maxBytes: number,
): readonly Statement[] {
  const byTable = Map.groupBy(all, ({ target }) => target);
  return [...byTable].flatMap(([{ table }, prepared]) => {
    const changes = prepared.map(({ change }) => change);
    const steps = planBatch(changes, table, { collapse: insertMode === 'upsert' });
    return steps.flatMap((step) => statementsOf(step, table, { insertMode, maxBytes }));
  });
}
