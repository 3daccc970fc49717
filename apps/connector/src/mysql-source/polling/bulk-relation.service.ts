import type { SourceBatch } from '../../plugin/source-task.ts';
import type { PollEnvironment, PolledRelation } from './poll-environment.ts';
import type { PollSettings } from './poll-settings.ts';
import { type Relation, RelationRecords, shapeOf } from './relation.service.ts';
import { streamRows } from './row-stream.service.ts';

/** Every row, every time. */
export class BulkRelation implements PolledRelation {
  private readonly records: RelationRecords;

  constructor(
    private readonly relation: Relation,
    private readonly settings: PollSettings,
  ) {
    this.records = new RelationRecords(relation, settings);
  }

  async *poll({ connection }: PollEnvironment): AsyncGenerator<SourceBatch, void, undefined> {
    const { query, querySuffix, batchRows } = this.settings;
    const shape = await shapeOf(connection, this.relation, query);
    const sql = `${shape.select} ${querySuffix}`;
    for await (const batch of streamRows(connection, { sql, parameters: [] }, batchRows)) {
      yield { records: this.records.of(batch, shape), offsets: [] };
    }
  }
}
