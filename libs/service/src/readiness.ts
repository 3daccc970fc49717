import { Injectable } from '@nestjs/common';

/** Tells why something is not ready, in a few words for a person; undefined when it is. */
export type ReadinessCheck = () => string | undefined | Promise<string | undefined>;

/** Where each part of a service says whether it can work; `GET /health/ready` asks them all. */
@Injectable()
export class Readiness {
  private readonly checks = new Map<string, ReadinessCheck>();

  /** @param name of the part, for example `kafka`, `database`, `consumer` */
  add(name: string, check: ReadinessCheck): void {
    this.checks.set(name, check);
  }

  /** What is missing, by part; empty when the service is ready. A check that hangs counts as missing. */
  async missing(timeoutMs = 2_000): Promise<Record<string, string>> {
    const missing: Record<string, string> = {};
    await Promise.all(
      [...this.checks].map(async ([name, check]) => {
        const reason = await outcome(check, timeoutMs);
        if (reason !== undefined) missing[name] = reason;
      }),
    );
    return missing;
  }
}

async function outcome(check: ReadinessCheck, timeoutMs: number): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${timeoutMs} ms`), timeoutMs);
  });
  try {
    return await Promise.race([check(), deadline]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}
