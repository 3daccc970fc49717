import type { Position } from '@payments/binlog';

/**
 * True if reading has come to a place of the binlog, or if that cannot be told because the places are of two servers. It does not have to
 * be told: what was read at the other place is true all the same, it only comes before the changes that led to it.
 *
 * @param isIdle nothing has come for a while: after a file has ended, nobody tells where in the next one we are before something happens
 */
export function isReached(position: Position, place: Position, isIdle: boolean): boolean {
  if (position.serverUuid !== undefined && position.serverUuid !== place.serverUuid) return true;
  if (position.rows !== undefined) return false;
  if (isIdle) return true;
  if (position.file !== place.file) return fileNumber(position.file) > fileNumber(place.file);
  return position.offset >= place.offset;
}

/** Of `binlog.000042`. */
function fileNumber(file: string): number {
  return Number(file.slice(file.lastIndexOf('.') + 1));
}
