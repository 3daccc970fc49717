/** Why a store did not do what it was asked. */
export type StoreFailure = 'missing' | 'no-bucket' | 'refused' | 'unreachable' | 'failed';

/** A request that a store of objects did not fulfil; the message says what to do. */
export class ObjectStoreError extends Error {
  override readonly name = 'ObjectStoreError';
  readonly reason: StoreFailure;
  /** True if the same request may succeed later. */
  readonly isPassing: boolean;

  constructor(reason: StoreFailure, message: string, options: { cause?: unknown; isPassing?: boolean } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.reason = reason;
    this.isPassing = options.isPassing ?? false;
  }
}

interface ServiceError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly errors?: readonly Error[];
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const passingCodes = new Set(['RequestTimeout', 'SlowDown', 'InternalError', 'OperationAborted']);
const passingStatuses = new Set([408, 409, 429]);
const refusedCodes = new Set([
  'AccessDenied',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'ExpiredToken',
  'InvalidToken',
  'Forbidden',
  'AuthorizationHeaderMalformed',
  'CredentialsProviderError',
]);

/** What an error of the client means, and the way out. */
export function explainStoreError(
  cause: unknown,
  place: { endpoint: string; bucket: string },
): ObjectStoreError {
  const { name, message, code, errors, $metadata } = cause as ServiceError;
  const status = $metadata?.httpStatusCode;
  const where = `the bucket ${place.bucket} at ${place.endpoint}`;
  if (name === 'NoSuchBucket')
    return new ObjectStoreError(
      'no-bucket',
      `There is no bucket ${place.bucket} at ${place.endpoint}: create it.`,
      { cause },
    );
  if (name === 'NoSuchKey' || name === 'NotFound')
    return new ObjectStoreError('missing', `There is no such object in ${where}.`, { cause });
  if (refusedCodes.has(name) || status === 401 || status === 403)
    return new ObjectStoreError(
      'refused',
      `S3 refuses ${where}: ${name}. Check the access key, its secret and what it may do.`,
      { cause },
    );
  if (status === undefined) {
    const why = [code, message, ...(errors ?? []).map((each) => each.message)].find((text) => text) ?? name;
    return new ObjectStoreError('unreachable', `S3 at ${place.endpoint} does not answer: ${why}.`, {
      cause,
      isPassing: true,
    });
  }
  const isPassing = status >= 500 || passingStatuses.has(status) || passingCodes.has(name);
  return new ObjectStoreError('failed', `S3 answers ${status} ${name} for ${where}: ${message}`, {
    cause,
    isPassing,
  });
}
