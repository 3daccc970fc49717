import type { SourcePosition } from '../plugin/plugin.ts';
import { positionProblem } from './cdc/cdc-offset.ts';
import { Gaps } from './polling/gaps.ts';
import { placeOfOffset } from './polling/timestamp-offset.ts';

/** What is wrong with an offset that somebody wants to set; undefined if nothing is. */
export function offsetProblem(partition: SourcePosition, offset: SourcePosition | null): string | undefined {
  const isTable = typeof partition['table'] === 'string';
  if (typeof partition['server'] === 'string') {
    if (offset === null) return undefined;
    return isTable ? snapshotProblem(offset) : positionProblem(offset);
  }
  if (isTable || partition['query'] === 'query') return offset === null ? undefined : polledProblem(offset);
  return (
    'The partition must be {"server": <topic.prefix>}, {"server": <topic.prefix>, "table": <database.table>}, ' +
    '{"protocol": "1", "table": <database.table>} or {"query": "query"}.'
  );
}

function snapshotProblem({ snapshot }: SourcePosition): string | undefined {
  return snapshot === 'done' || snapshot === 'waiting'
    ? undefined
    : 'The offset of a table must be {"snapshot": "done"}, {"snapshot": "waiting"} or null, which has it read again.';
}

function polledProblem(offset: SourcePosition): string | undefined {
  const { incrementing, timestamp, gaps } = offset;
  if (incrementing === undefined && timestamp === undefined)
    return 'The offset must have "incrementing" or "timestamp".';
  if (incrementing !== undefined && !/^-?\d+$/.test(JSON.stringify(incrementing).replaceAll('"', ''))) {
    return '"incrementing" must be a whole number.';
  }
  if (gaps !== undefined && typeof gaps !== 'string') return '"gaps" must be a text.';
  try {
    placeOfOffset(offset);
    Gaps.fromText(gaps ?? '');
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
