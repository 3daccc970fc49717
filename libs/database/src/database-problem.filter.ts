import { Catch } from '@nestjs/common';
import { Problem, ProblemFilter } from '@payments/service';
import { isDatabaseAway } from './database-away.ts';

/** Answers 503 while the database is away; everything else as every service does. */
@Catch()
export class DatabaseProblemFilter extends ProblemFilter {
  protected override translate(error: unknown): unknown {
    return isDatabaseAway(error) ? databaseAway(error) : error;
  }
}

export function databaseAway(cause: unknown): Problem {
  return new Problem({
    status: 503,
    code: 'database_unavailable',
    title: 'The database is away',
    detail:
      'Send the same request again a little later, with the same headers: what was done is not done twice.',
    retryAfterSeconds: 1,
    cause,
  });
}
