const hourMs = 60 * 60 * 1000;
/** The offsets of time zones lie between these, with room to spare. */
const [earliestOffsetMs, latestOffsetMs] = [-24 * hourMs, 24 * hourMs];

/** The calendar days of one time zone. Cheap to ask for one instant after another: a day's edges are worked out once. */
export class PaymentCalendar {
  private readonly format: Intl.DateTimeFormat;
  private lastDay: CalendarDay = { day: '', startMs: Infinity, endMs: -Infinity };

  /** @param timeZone IANA name, for example Asia/Kolkata */
  constructor(readonly timeZone: string) {
    this.format = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
  }

  /** The day an instant belongs to. @param ms since the epoch */
  dayAt(ms: number): CalendarDay {
    if (ms >= this.lastDay.startMs && ms < this.lastDay.endMs) return this.lastDay;
    const day = this.dateAt(ms);
    this.lastDay = this.dayOf(day);
    return this.lastDay;
  }

  /** The edges of a day. @param day YYYY-MM-DD */
  dayOf(day: string): CalendarDay {
    return { day, startMs: this.startOf(day), endMs: this.startOf(followingDate(day)) };
  }

  /**
   * The first instant whose date is `day` or later. Found by halving, so that nothing is assumed of how a zone changes its
   * clocks: there are days of 23 and 25 hours, days that begin at 01:00, and a day that never was.
   */
  private startOf(day: string): number {
    const midnightUtcMs = Date.parse(`${day}T00:00:00Z`);
    let [before, since] = [midnightUtcMs + earliestOffsetMs, midnightUtcMs + latestOffsetMs];
    while (since - before > 1) {
      const middle = Math.floor((before + since) / 2);
      if (this.dateAt(middle) >= day) since = middle;
      else before = middle;
    }
    return since;
  }

  private dateAt(ms: number): string {
    const parts = this.format.formatToParts(ms);
    const part = (type: 'year' | 'month' | 'day'): string =>
      parts.find((each) => each.type === type)?.value ?? '';
    return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
  }
}

export interface CalendarDay {
  /** YYYY-MM-DD. */
  readonly day: string;
  /** First millisecond of the day, since the epoch. */
  readonly startMs: number;
  /** First millisecond of the day after. */
  readonly endMs: number;
}

function followingDate(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 24 * hourMs).toISOString().slice(0, 10);
}
