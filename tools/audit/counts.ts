/** How often payments were seen where; a payment that was seen twice counts twice. */
export interface Counts {
  acknowledged: number;
  stored: number;
  requested: number;
  decided: number;
  approved: number;
  rejected: number;
  exceeded: number;
  notified: number;
}

export interface DayCounts extends Counts {
  /** YYYY-MM-DD, in the time zone of the limit. */
  readonly day: string;
}

export function noCounts(): Counts {
  return {
    acknowledged: 0,
    stored: 0,
    requested: 0,
    decided: 0,
    approved: 0,
    rejected: 0,
    exceeded: 0,
    notified: 0,
  };
}
