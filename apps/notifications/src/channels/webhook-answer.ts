import { DeliveryError } from './channel.ts';

/** Of the answers that blame the request, those that may be different next time. */
const passing4xx = new Set([408, 425, 429]);

/**
 * What an answer means for the delivery: undefined if the webhook took it. A redirect is not followed, for it could lead
 * anywhere.
 *
 * @param retryAfter the header of that name
 */
export function webhookFailure(status: number, retryAfter: string | undefined): DeliveryError | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status >= 300 && status < 400)
    return new DeliveryError(`HTTP ${status}: redirects are not followed`, { isPermanent: true });
  const isPermanent = status >= 400 && status < 500 && !passing4xx.has(status);
  return new DeliveryError(`HTTP ${status}`, { isPermanent, retryAfterMs: seconds(retryAfter) });
}

function seconds(retryAfter: string | undefined): number | undefined {
  return retryAfter !== undefined && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1_000 : undefined;
}
