/** Keeps an answer for a time, and asks once for all who want it meanwhile. A failure is kept by nobody. */
export class SharedFor<Answer> {
  private answer: { readonly promise: Promise<Answer>; readonly untilMs: number } | undefined;
  private readonly keptMs: number;
  private readonly ask: () => Promise<Answer>;

  constructor(keptMs: number, ask: () => Promise<Answer>) {
    this.keptMs = keptMs;
    this.ask = ask;
  }

  get(): Promise<Answer> {
    if (this.answer !== undefined && performance.now() < this.answer.untilMs) return this.answer.promise;
    const promise = this.ask();
    const answer = { promise, untilMs: Infinity };
    this.answer = answer;
    void this.keep(answer);
    return promise;
  }

  /** What is asked from now on is asked anew: something was changed from here. */
  forget(): void {
    this.answer = undefined;
  }

  private async keep(answer: { readonly promise: Promise<Answer>; untilMs: number }): Promise<void> {
    try {
      await answer.promise;
      answer.untilMs = performance.now() + this.keptMs;
    } catch {
      // Those who have asked are told.
      if (this.answer === answer) this.answer = undefined;
    }
  }
}
