import { Injectable } from '@nestjs/common';
import { Subject } from 'rxjs';

/** Tells the rest of this instance that notifications have been stored; other instances find out by asking the table. */
@Injectable()
export class Arrivals {
  readonly stored = new Subject<void>();
}
