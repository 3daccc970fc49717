/**
 * Says that a record can never be processed, however often it is tried: it becomes a dead letter at once. Every other error
 * counts as passing, and the record is tried again.
 */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';
}
