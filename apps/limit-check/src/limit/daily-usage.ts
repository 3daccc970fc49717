/**
 * The approved payments of one user: their ids by day. Ids and not a count, so that a payment that is delivered again is
 * known for what it is. This is also the value of the record in the changelog.
 */
export type DailyUsage = Readonly<Record<string, readonly string[]>>;

/**
 * Days that are kept behind the newest one of a user. A payment cannot be older than the topic it stands in keeps it
 * (7 days), so what is forgotten can never be asked for again.
 */
const daysKept = 8;

/** `usage` with one more approved payment, and without the days that no payment in the log can belong to any more. */
export function withApproved(usage: DailyUsage, day: string, paymentId: string): DailyUsage {
  const next: Record<string, readonly string[]> = { ...usage, [day]: [...(usage[day] ?? []), paymentId] };
  const days = Object.keys(next);
  if (days.length <= daysKept) return next;
  const oldest = days.toSorted()[0];
  if (oldest !== undefined) delete next[oldest];
  return next;
}
