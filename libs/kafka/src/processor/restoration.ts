import type { ReceivedRecord } from '../records.ts';
import { type Fence, fenceOf, StateStore } from './state-store.ts';

/** An owner that is at work ends a transaction within milliseconds. */
const patienceMs = 2_000;

/**
 * Reads the state of one partition back, up to a fence of its own. Only what is committed is read, so that a transaction which the
 * owner before has left open holds it up: when nothing comes for two seconds, that owner is shut out, which aborts it.
 */
export class Restoration<State> {
  readonly store = new StateStore<State>();
  private readonly fence: Fence;
  private readonly shutOut: (owner: string) => void;
  private readonly patience: NodeJS.Timeout;
  private readonly fenceSeen = Promise.withResolvers<void>();
  private readonly wasShutOut = new Set<string>();
  private ownerBefore: string | undefined;

  constructor(fence: Fence, shutOut: (owner: string) => void) {
    this.fence = fence;
    this.shutOut = shutOut;
    this.patience = setInterval(() => this.losePatience(), patienceMs).unref();
  }

  /** Resolves when everything before the fence was taken in, or it was ended. */
  get done(): Promise<void> {
    return this.fenceSeen.promise;
  }

  /** Takes records of the changelog in. */
  take(records: readonly Pick<ReceivedRecord, 'key' | 'value'>[]): void {
    this.patience.refresh();
    for (const { key, value } of records) {
      const fence = fenceOf(key, value);
      if (fence?.token === this.fence.token) return this.fenceSeen.resolve();
      if (fence === undefined) this.store.restore(key, value);
      else this.ownerBefore = fence.owner;
    }
  }

  /** To be called once nothing is waited for any more. */
  end(): void {
    clearInterval(this.patience);
    this.fenceSeen.resolve();
  }

  private losePatience(): void {
    const { ownerBefore } = this;
    if (ownerBefore === undefined || ownerBefore === this.fence.owner || this.wasShutOut.has(ownerBefore))
      return;
    this.wasShutOut.add(ownerBefore);
    this.shutOut(ownerBefore);
  }
}
