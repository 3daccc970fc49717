import type { AwayCode } from '@payments/console-api';
import { Problem } from '@payments/service';

/** A service behind the console did not answer. */
export class ServiceAwayError extends Error {
  override readonly name = 'ServiceAwayError';
  readonly code: AwayCode;

  constructor(code: AwayCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A service behind the console answered with a problem of its own, which is passed on. */
export class ServiceProblemError extends Error {
  override readonly name = 'ServiceProblemError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}
