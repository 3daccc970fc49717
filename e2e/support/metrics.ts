const timeoutMs = 5_000;

/** What `GET /metrics` of a service says: each metric by its name, summed over its labels. */
export async function metricsOf(serviceUrl: string): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(`${serviceUrl}/metrics`, { signal: AbortSignal.timeout(timeoutMs) });
  const sums = new Map<string, number>();
  for (const line of (await response.text()).split('\n')) {
    const [, name, value] = /^([a-z_][a-z0-9_]*)(?:\{.*\})? (\S+)$/i.exec(line) ?? [];
    if (name !== undefined) sums.set(name, (sums.get(name) ?? 0) + Number(value));
  }
  return sums;
}
