/**
 * Waits for one thing after another, unless it is interrupted. Not with Promise.race: that keeps what each of them has brought, for as long
 * as the promise lives that could have come first.
 */
export class Interruption {
  private cause: { readonly error: unknown } | undefined;
  private end: (error: unknown) => void = () => undefined;

  /** What is waited for now, and whatever is waited for later, rejects with this error. */
  interrupt(error: unknown): void {
    this.cause ??= { error };
    this.end(error);
  }

  async wait<Result>(work: Promise<Result>): Promise<Result> {
    if (this.cause !== undefined) throw this.cause.error;
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    this.end = reject;
    work.then(resolve, reject);
    return promise;
  }
}
