import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';

/** Counts what a run came to. A test that did not run although it should have has failed. */
export class TotalsReporter implements Reporter {
  #passed = 0;
  #failed = 0;
  #skipped = 0;

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    this.#failed += unhandledErrors.length;
    for (const testModule of modules) {
      const tests = [...testModule.children.allTests()];
      for (const test of tests) this.#count(test);
      // A file that could not be read has no tests to fail.
      if (!testModule.ok() && tests.every((test) => outcome(test) !== 'failed')) this.#failed += 1;
    }
  }

  isGood(): boolean {
    return this.#failed === 0 && this.#passed > 0;
  }

  /** `12 passed, 0 failed`, and how many were skipped if any were. */
  line(): string {
    const skipped = this.#skipped > 0 ? `, ${this.#skipped} skipped` : '';
    return `${this.#passed} passed, ${this.#failed} failed${skipped}`;
  }

  #count(test: TestCase): void {
    const result = outcome(test);
    if (result === 'passed') this.#passed += 1;
    if (result === 'failed') this.#failed += 1;
    if (result === 'skipped') this.#skipped += 1;
  }
}

function outcome(test: TestCase): 'passed' | 'failed' | 'skipped' {
  const { state } = test.result();
  if (state === 'passed' || state === 'failed') return state;
  if (state === 'pending') return 'failed';
  return isSkippedByAnError(test) ? 'failed' : 'skipped';
}

/** A `beforeAll` that throws leaves the tests after it unrun. */
function isSkippedByAnError(test: TestCase): boolean {
  let parent: TestModule | TestSuite = test.parent;
  for (;;) {
    if (parent.errors().length > 0) return test.options.mode === 'run';
    if (parent.type === 'module') return false;
    parent = parent.parent;
  }
}
