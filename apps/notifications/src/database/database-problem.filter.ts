import { type ArgumentsHost, Catch } from '@nestjs/common';
import { ProblemFilter } from '@payments/service';
import { notificationProblems } from '../notifications/notification-problems.ts';
import { isDatabaseAway } from './database-errors.ts';

/** Answers 503 while the database is away; everything else as every service does. */
@Catch()
export class DatabaseProblemFilter extends ProblemFilter {
  override catch(error: unknown, host: ArgumentsHost): void {
    // oxlint-disable-next-line promise/valid-params, promise/no-promise-in-callback -- a filter's catch, not a promise's
    super.catch(isDatabaseAway(error) ? notificationProblems.databaseAway(error) : error, host);
  }
}
