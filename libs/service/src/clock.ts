import { Injectable } from '@nestjs/common';

/** Where a service gets the time from, so that a test can give it another. */
export abstract class Clock {
  /** Milliseconds since the epoch. */
  abstract now(): number;
}

@Injectable()
export class SystemClock extends Clock {
  now(): number {
    return Date.now();
  }
}
