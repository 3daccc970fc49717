import type { ConsoleProblem } from '@payments/console-api';

/** Whatever kept a request from its answer; `message` is for a person. */
export class ApiProblem extends Error {
  readonly code: string;
  readonly status: number;
  /** By JSON Pointer into the body that was sent. */
  readonly fieldErrors: ReadonlyMap<string, string>;

  constructor({ code, status, title, detail, errors }: Omit<ConsoleProblem, 'type' | 'instance'>) {
    super(detail ?? title);
    this.name = 'ApiProblem';
    this.code = code;
    this.status = status;
    this.fieldErrors = new Map(errors?.map((error) => [error.pointer, error.detail]));
  }
}

/** The console itself does not answer; the page tries again by itself. */
export function consoleAway(): ApiProblem {
  return new ApiProblem({
    code: 'console_away',
    status: 0,
    title: 'The console does not answer',
    detail: 'The console does not answer. The page tries again by itself.',
  });
}

/** As an ApiProblem, whatever it was. */
export function problemOf(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new ApiProblem({ code: 'unexpected', status: 0, title: 'Something unexpected happened', detail });
}

const thingsAway: Readonly<Record<string, string>> = {
  kafka_away: 'Kafka does not answer',
  mysql_away: 'MySQL does not answer',
  /** As the services that need it say it. */
  database_unavailable: 'MySQL does not answer',
  s3_away: 'The archive’s store does not answer',
  connector_away: 'The connector does not answer',
  payments_api_away: 'payments-api does not answer',
  notifications_away: 'notifications does not answer',
  console_away: 'The console does not answer',
  too_many_streams: 'Too many streams are open',
  service_stopping: 'What is asked is just stopping',
};

/** A headline for what is away, undefined for problems of other kinds. */
export function whatIsAway(problem: ApiProblem): string | undefined {
  return thingsAway[problem.code];
}
