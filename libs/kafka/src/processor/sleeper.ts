/** One that waits, and others that wake it. What wakes it while it is awake ends its next sleep at once. */
export class Sleeper {
  private isWoken = false;
  private getUp: (() => void) | undefined;

  wake(): void {
    this.isWoken = true;
    this.getUp?.();
  }

  /** @param ms how long at most, by default without an end */
  async sleep(ms?: number): Promise<'slept' | 'woken'> {
    if (!this.isWoken) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.getUp = resolve;
      const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
      await promise;
      clearTimeout(timer);
      this.getUp = undefined;
    }
    const outcome = this.isWoken ? 'woken' : 'slept';
    this.isWoken = false;
    return outcome;
  }
}
