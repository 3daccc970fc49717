import type { AwayCode, ConsoleProblemCode } from '@payments/console-api';
import { Problem, type ProblemDetail } from '@payments/service';

interface ConsoleProblemFields {
  readonly status: number;
  readonly code: ConsoleProblemCode;
  readonly title: string;
  readonly detail: string;
  readonly errors?: readonly ProblemDetail[];
  readonly cause?: unknown;
}

function problem(fields: ConsoleProblemFields): Problem {
  return new Problem(fields.status === 503 ? { ...fields, retryAfterSeconds: 1 } : fields);
}

const awayTitles: Record<AwayCode, string> = {
  kafka_away: 'Kafka is away',
  mysql_away: 'MySQL is away',
  s3_away: 'S3 is away',
  connector_away: 'The connector is away',
  payments_api_away: 'payments-api is away',
  notifications_away: 'notifications is away',
};

/** The answers of the console that are no success. */
export const problems = {
  away: (code: AwayCode, detail: string, cause?: unknown): Problem =>
    problem({ status: 503, code, title: awayTitles[code], detail, cause }),

  readOnly: (): Problem =>
    problem({
      status: 403,
      code: 'read_only',
      title: 'This console only shows',
      detail: 'It was started with CONSOLE_READ_ONLY=true, and changes nothing.',
    }),

  foreignRequest: (detail: string): Problem =>
    problem({ status: 403, code: 'foreign_request', title: 'The request is refused', detail }),

  passwordRequired: (): Problem =>
    problem({
      status: 401,
      code: 'password_required',
      title: 'The password is needed',
      detail: 'Give any name, and the password that CONSOLE_PASSWORD sets.',
    }),

  confirmationRequired: (name: string): Problem =>
    problem({
      status: 422,
      code: 'confirmation_required',
      title: 'The name was not given',
      detail: `This cannot be undone. Send {"confirm": ${JSON.stringify(name)}} to do it.`,
    }),

  invalid: (errors: readonly ProblemDetail[]): Problem =>
    problem({
      status: 422,
      code: 'invalid_request',
      title: 'The request is not as it has to be',
      detail: errors.map(({ pointer, detail }) => `${pointer.slice(1) || 'It'}: ${detail}`).join('. '),
      errors,
    }),

  contractViolated: (detail: string, errors: readonly ProblemDetail[]): Problem =>
    problem({
      status: 422,
      code: 'contract_violated',
      title: 'The record is not what its topic takes',
      detail,
      errors,
    }),

  notFound: (detail: string): Problem =>
    problem({ status: 404, code: 'not_found', title: 'There is nothing here', detail }),

  alreadyExists: (detail: string): Problem =>
    problem({ status: 409, code: 'already_exists', title: 'It is there already', detail }),

  groupNotEmpty: (group: string): Problem =>
    problem({
      status: 409,
      code: 'group_not_empty',
      title: 'The group has members',
      detail: `${group} is at work, and its offsets are its own. Stop its members first.`,
    }),

  alreadyReplayed: (detail: string): Problem =>
    problem({ status: 409, code: 'already_replayed', title: 'It was sent back before', detail }),

  refusedByKafka: (detail: string, cause?: unknown): Problem =>
    problem({ status: 422, code: 'refused_by_kafka', title: 'Kafka refuses', detail, cause }),

  unexpected: (cause: unknown): Problem =>
    new Problem({
      status: 500,
      code: 'internal_error',
      title: 'Something went wrong on our side',
      detail: 'The cause is in the log of the console.',
      cause,
    }),

  tooManyStreams: (most: number): Problem =>
    problem({
      status: 503,
      code: 'too_many_streams',
      title: 'Too much is open',
      detail: `${most} of these are open already. Close one.`,
    }),

  stopping: (): Problem =>
    problem({
      status: 503,
      code: 'service_stopping',
      title: 'The console stops',
      detail: 'It begins nothing any more. Ask again a little later.',
    }),
} as const;
