/**
 * The body of every answer that is not 2xx, `application/problem+json` (RFC 9457). Streams send the same as the event `problem`.
 * Beside the codes below there are those of the services behind the console, passed on as they are.
 */
export interface ConsoleProblem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** Stable; branch on it. */
  readonly code: ConsoleProblemCode | (string & {});
  /** What is wrong and the way out, for a person. */
  readonly detail?: string;
  readonly instance: string;
  /** Fields that are wrong; `pointer` is a JSON Pointer into the body. */
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

export type ConsoleProblemCode =
  /** 503, with what is away; everything else goes on working. */
  | AwayCode
  /** 403: the console is set to reading only. */
  | 'read_only'
  /** 403: the request came from a page of another site, or to a name that is not this console's. */
  | 'foreign_request'
  /** 401: the password is wrong or missing. */
  | 'password_required'
  /** 422: `confirm` is not the name of what is to be destroyed. */
  | 'confirmation_required'
  /** 422: fields of the request are wrong; see `errors`. */
  | 'invalid_request'
  /** 422: a record is not what its topic's contract says; see `errors`. */
  | 'contract_violated'
  /** 404 */
  | 'not_found'
  /** 409: a topic, connector or record is there already. */
  | 'already_exists'
  /** 409: the group has members; its offsets are theirs. */
  | 'group_not_empty'
  /** 409: a dead letter was sent back before. */
  | 'already_replayed'
  /** 422: Kafka refuses, with its reason in `detail`. */
  | 'refused_by_kafka'
  /** 503: too many streams or searches are open. */
  | 'too_many_streams'
  /** 503: the console stops, and begins nothing any more. */
  | 'service_stopping';

/** What a problem of status 503 says is away. */
export type AwayCode =
  | 'kafka_away'
  | 'mysql_away'
  | 's3_away'
  | 'connector_away'
  | 'payments_api_away'
  | 'notifications_away';
