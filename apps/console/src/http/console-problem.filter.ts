import { Catch } from '@nestjs/common';
import { ProblemFilter } from '@payments/service';
import { problemOf } from './known-errors.ts';

/** Answers with the problem that an error means: above all, what is away. */
@Catch()
export class ConsoleProblemFilter extends ProblemFilter {
  protected override translate(error: unknown): unknown {
    return problemOf(error) ?? error;
  }
}
