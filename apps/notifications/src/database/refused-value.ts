/** The value itself is what the database does not take, today and tomorrow: SQL's class of data exceptions. */
export function isRefusedValue(error: unknown): boolean {
  const { code, sqlState } = (error ?? {}) as { readonly code?: string; readonly sqlState?: string };
  return sqlState?.startsWith('22') === true || code === 'ER_TRUNCATED_WRONG_VALUE_FOR_FIELD';
}
