const minuteMs = 60_000;
/** Time zones change their offset at whole quarters of an hour, in all the time there is Kafka. */
const quarterMs = 15 * minuteMs;
const maxRemembered = 4_096;

/** How local time differs from UTC in one time zone. */
export class TimeZone {
  readonly id: string;
  private readonly format: Intl.DateTimeFormat;
  private readonly offsets = new Map<number, number>();
  private lastQuarter = Number.NaN;
  private lastOffsetMs = 0;

  /** @throws RangeError if there is no such zone */
  constructor(id: string) {
    this.id = id;
    this.format = new Intl.DateTimeFormat('en-US', { timeZone: id, timeZoneName: 'longOffset' });
  }

  /** Local time less UTC at a moment, in milliseconds. */
  offsetMs(epochMs: number): number {
    const quarter = Math.floor(epochMs / quarterMs);
    if (quarter !== this.lastQuarter) {
      this.lastQuarter = quarter;
      this.lastOffsetMs = this.remembered(quarter);
    }
    return this.lastOffsetMs;
  }

  private remembered(quarter: number): number {
    let offsetMs = this.offsets.get(quarter);
    if (offsetMs === undefined) {
      if (this.offsets.size >= maxRemembered) this.offsets.clear();
      offsetMs = this.look(quarter * quarterMs);
      this.offsets.set(quarter, offsetMs);
    }
    return offsetMs;
  }

  private look(epochMs: number): number {
    const name = this.format.formatToParts(epochMs).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const match = /^GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(name);
    if (match === null) throw new Error(`The zone ${this.id} has an offset that is not understood: ${name}.`);
    const [, sign, hours = '0', minutes = '0', seconds = '0'] = match;
    const offsetMs = (Number(hours) * 60 + Number(minutes)) * minuteMs + Number(seconds) * 1_000;
    return sign === '-' ? -offsetMs : offsetMs;
  }
}
