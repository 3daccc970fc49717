import { Problem, type ProblemDetail } from '@payments/service';

/** Every way a request about payments can be wrong, by its code. */
export const paymentProblems = {
  idempotencyKeyMissing: () =>
    new Problem({
      status: 400,
      code: 'idempotency_key_missing',
      title: 'The Idempotency-Key is missing',
      detail: 'Send a key of your own in the header Idempotency-Key, the same again when you try again.',
    }),

  idempotencyKeyMalformed: () =>
    new Problem({
      status: 400,
      code: 'idempotency_key_malformed',
      title: 'The Idempotency-Key cannot be used',
      detail: 'An Idempotency-Key has 1 to 255 visible ASCII characters.',
    }),

  idempotencyKeyReused: () =>
    new Problem({
      status: 422,
      code: 'idempotency_key_reused',
      title: 'The Idempotency-Key belongs to another payment',
      detail: 'This user has sent this key with another body. Send another key for another payment.',
    }),

  bodyInvalid: (errors: readonly ProblemDetail[]) =>
    new Problem({
      status: 422,
      code: 'body_invalid',
      title: 'The body is not what it should be',
      detail: errors.map(({ pointer, detail }) => `${pointer || 'The body'} ${detail}`).join('; '),
      errors,
    }),

  parameterInvalid: (name: string, expected: string) =>
    new Problem({
      status: 400,
      code: 'parameter_invalid',
      title: 'A parameter is not what it should be',
      detail: `${name} ${expected}.`,
    }),

  paymentNotFound: (id: string) =>
    new Problem({
      status: 404,
      code: 'payment_not_found',
      title: 'There is no such payment',
      detail: `No payment has the id ${id}.`,
    }),

  tooManyRequests: (cause: unknown) =>
    new Problem({
      status: 429,
      code: 'too_many_requests',
      title: 'More is asked than can be done',
      detail:
        'Nothing has been done. Send the same request again a little later, with the same Idempotency-Key.',
      retryAfterSeconds: 1,
      cause,
    }),

  unexpected: (cause: unknown) =>
    new Problem({
      status: 500,
      code: 'internal_error',
      title: 'Something went wrong on our side',
      detail: 'The cause is in the log of the service.',
      cause,
    }),

  stopping: (cause: unknown) =>
    new Problem({
      status: 503,
      code: 'service_stopping',
      title: 'This instance is stopping',
      detail: 'Nothing has been done. Send the same request again, with the same Idempotency-Key.',
      retryAfterSeconds: 1,
      cause,
    }),
} as const;
