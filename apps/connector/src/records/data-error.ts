/** A record that cannot be read, changed or written as its schema or its configuration says: trying again would not help. */
export class DataError extends Error {
  override readonly name = 'DataError';
}
