import { Type } from 'typebox';

/** A reason tied to a place in the request's body; `pointer` is a JSON Pointer. */
export interface ProblemDetail {
  readonly pointer: string;
  readonly detail: string;
}

export interface ProblemFields {
  readonly status: number;
  /** Stable, machine-readable; clients branch on it. */
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly errors?: readonly ProblemDetail[];
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** The body of an error response: RFC 9457, with a stable `code` and, for bodies, the fields that are wrong. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly instance: string;
  readonly code: string;
  readonly errors?: readonly ProblemDetail[];
}

/** The same as JSON Schema, for OpenAPI documents. */
export const problemSchema = Type.Object(
  {
    type: Type.String({ format: 'uri', description: 'urn:payments:problem: and the code.' }),
    title: Type.String(),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    detail: Type.Optional(Type.String()),
    instance: Type.String({ format: 'uri-reference', description: 'Path of the request.' }),
    code: Type.String({ description: 'Stable; branch on it.' }),
    errors: Type.Optional(
      Type.Array(
        Type.Object(
          { pointer: Type.String({ description: 'JSON Pointer into the body.' }), detail: Type.String() },
          { additionalProperties: false },
        ),
      ),
    ),
  },
  { additionalProperties: false, description: 'RFC 9457.' },
);

/** Thrown by a controller to answer with a problem document. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string | undefined;
  readonly errors: readonly ProblemDetail[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(fields: ProblemFields) {
    super(fields.detail ?? fields.title, { cause: fields.cause });
    this.name = 'Problem';
    this.status = fields.status;
    this.code = fields.code;
    this.title = fields.title;
    this.detail = fields.detail;
    this.errors = fields.errors;
    this.retryAfterSeconds = fields.retryAfterSeconds;
  }

  /** @param instance path of the request it answers */
  document(instance: string): ProblemDocument {
    return {
      type: `urn:payments:problem:${this.code}`,
      title: this.title,
      status: this.status,
      ...(this.detail === undefined ? {} : { detail: this.detail }),
      instance,
      code: this.code,
      ...(this.errors === undefined ? {} : { errors: this.errors }),
    };
  }
}
