/** True if a second attempt, at once, may well succeed: the lock is free now, or another connection is alive. */
export function isWorthRetrying(error: unknown): boolean {
  const { code, fatal } = (error ?? {}) as { code?: string; fatal?: boolean };
  return code === 'ER_LOCK_DEADLOCK' || (fatal === true && code !== 'ECONNREFUSED' && code !== 'ETIMEDOUT');
}
