import { DeliveryError } from '../channels/channel.ts';
import type { DeliverySettings } from '../settings.ts';
import type { DeliveryOutcome } from './delivery.ts';

type RetrySettings = Pick<DeliverySettings, 'maxAttempts' | 'backoffMs' | 'maxBackoffMs'>;

interface FailedAttempt {
  readonly error: unknown;
  /** How often it has been tried, this time included. */
  readonly attempts: number;
  /** From 0 to 1; spreads what failed at the same moment. */
  readonly random: number;
}

/**
 * What becomes of a delivery after a failed attempt: again after a pause that doubles each time, or, when that is pointless or
 * was done often enough, parked.
 */
export function afterFailure(
  settings: RetrySettings,
  { error, attempts, random }: FailedAttempt,
): DeliveryOutcome {
  const cause = causeOf(error);
  if (error instanceof DeliveryError && error.isPermanent) return { status: 'parked', cause };
  if (attempts >= settings.maxAttempts)
    return { status: 'parked', cause: `given up after ${attempts} attempts: ${cause}` };
  return { status: 'pending', cause, delayMs: delayMs(settings, { error, attempts, random }) };
}

/** Half of the pause is certain, half is chance. What the receiver asks for counts, within the longest pause. */
function delayMs(settings: RetrySettings, { error, attempts, random }: FailedAttempt): number {
  const { backoffMs, maxBackoffMs } = settings;
  const pauseMs = Math.min(maxBackoffMs, backoffMs * 2 ** (attempts - 1));
  const ownMs = pauseMs / 2 + (pauseMs / 2) * random;
  const askedMs = error instanceof DeliveryError ? (error.retryAfterMs ?? 0) : 0;
  return Math.round(Math.min(maxBackoffMs, Math.max(ownMs, askedMs)));
}

/** Only what a channel put into words for people goes further; anything else may hold what is not for them. */
function causeOf(error: unknown): string {
  return error instanceof DeliveryError ? error.message : 'an error in the service; see its log';
}
