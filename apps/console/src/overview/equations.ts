import type { AuditEquation, AuditState } from '@payments/console-api';

export function equationOf(
  id: AuditEquation['id'],
  terms: readonly (readonly [name: string, count: number | null])[],
): AuditEquation {
  const counts = terms.map(([, count]) => count);
  const isKnown = counts.every((count) => count !== null);
  return {
    id,
    terms: terms.map(([name, count]) => ({ name, count })),
    holds: isKnown ? new Set(counts).size === 1 : null,
  };
}

/** Work under way moves; a difference that has stood still so long is none. */
const brokenAfterMs = 30_000;

/** Tells work under way from what is wrong, by whether it moves. */
export class Verdicts {
  private last = '';
  private movedMs = 0;

  of(equations: readonly AuditEquation[], nowMs: number): AuditState['verdict'] {
    const counts = JSON.stringify(equations.map(({ terms }) => terms));
    if (counts !== this.last) [this.last, this.movedMs] = [counts, nowMs];
    if (equations.every(({ holds }) => holds === true)) return 'holds';
    if (!equations.some(({ holds }) => holds === false)) return 'unknown';
    return nowMs - this.movedMs > brokenAfterMs ? 'broken' : 'catching-up';
  }
}
