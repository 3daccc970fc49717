import { describe, expect, it } from 'vitest';
import { PaymentCalendar } from './payment-day.ts';

const at = (time: string): number => Date.parse(time);
const hours = ({ startMs, endMs }: { startMs: number; endMs: number }): number =>
  (endMs - startMs) / 3_600_000;

describe('the day of a payment', () => {
  const kolkata = new PaymentCalendar('Asia/Kolkata');

  it('ends at midnight of the zone of the limit, not of UTC', () => {
    expect(kolkata.dayAt(at('2026-11-22T18:29:59.999Z')).day).toBe('2026-11-22');
    expect(kolkata.dayAt(at('2026-11-22T18:30:00.000Z')).day).toBe('2026-11-23');
  });

  it('is the same when asked out of order', () => {
    const times = ['2026-11-22T18:30:00.000Z', '2026-11-22T18:29:59.999Z', '2026-11-22T18:30:00.000Z'];
    expect(times.map((time) => kolkata.dayAt(at(time)).day)).toEqual([
      '2026-11-23',
      '2026-11-22',
      '2026-11-23',
    ]);
  });

  it('knows its first millisecond and that of the day after', () => {
    expect(kolkata.dayAt(at('2026-11-22T10:00:00Z'))).toEqual({
      day: '2026-11-22',
      startMs: at('2026-11-21T18:30:00Z'),
      endMs: at('2026-11-22T18:30:00Z'),
    });
  });

  it('crosses the end of a month, of a year and of February in a leap year', () => {
    const utc = new PaymentCalendar('UTC');
    expect(utc.dayOf('2026-12-31').endMs).toBe(at('2027-01-01T00:00:00Z'));
    expect(utc.dayOf('2028-02-28').endMs).toBe(at('2028-02-29T00:00:00Z'));
  });

  it('has 23 hours where clocks go forward and 25 where they go back', () => {
    const newYork = new PaymentCalendar('America/New_York');
    expect(hours(newYork.dayOf('2026-03-08'))).toBe(23);
    expect(hours(newYork.dayOf('2026-11-01'))).toBe(25);
    expect(newYork.dayAt(at('2026-11-01T05:30:00Z')).day).toBe('2026-11-01');
    expect(newYork.dayAt(at('2026-11-02T04:59:59.999Z')).day).toBe('2026-11-01');
  });

  it('begins at one where clocks go forward at midnight', () => {
    const cairo = new PaymentCalendar('Africa/Cairo');
    expect(cairo.dayOf('2026-04-24')).toMatchObject({ startMs: at('2026-04-23T22:00:00Z') });
    expect(hours(cairo.dayOf('2026-04-24'))).toBe(23);
  });

  it('differs between zones at one instant', () => {
    const instant = at('2026-11-22T10:30:00Z');
    expect(new PaymentCalendar('Pacific/Kiritimati').dayAt(instant).day).toBe('2026-11-23');
    expect(new PaymentCalendar('Pacific/Pago_Pago').dayAt(instant).day).toBe('2026-11-21');
  });

  it('is empty where a zone has left it out', () => {
    expect(hours(new PaymentCalendar('Pacific/Apia').dayOf('2011-12-30'))).toBe(0);
  });
});
