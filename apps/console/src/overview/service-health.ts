import type { ServiceName } from '../settings.ts';

export interface ServiceHealth {
  readonly name: ServiceName;
  readonly state: 'up' | 'degraded' | 'down';
  /** What it misses, or why it does not answer. */
  readonly detail: string | null;
}

const timeoutMs = 2_000;

/** Asks each service whether it is ready. */
export async function serviceHealth(
  services: Readonly<Record<ServiceName, string>>,
): Promise<ServiceHealth[]> {
  return Promise.all(
    Object.entries(services).map(async ([given, url]): Promise<ServiceHealth> => {
      const name = given as ServiceName;
      try {
        const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(timeoutMs) });
        const { missing = {} } = (await response.json()) as { missing?: Record<string, string> };
        if (response.ok) return { name, state: 'up', detail: null };
        const reasons = Object.entries(missing).map(([part, reason]) => `${part}: ${reason}`);
        return { name, state: 'degraded', detail: reasons.join('; ') || 'It says that it is not ready.' };
      } catch {
        return { name, state: 'down', detail: `It does not answer at ${url}.` };
      }
    }),
  );
}
