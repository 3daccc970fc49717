import { RestError } from './rest-error.ts';

/** A number as it was written: `1.0` stays `1.0` when it becomes the text of a configuration. */
export class WrittenNumber {
  constructor(readonly text: string) {}
}

/**
 * JSON whose numbers are WrittenNumbers.
 *
 * @throws RestError 400 that does not repeat the text: there may be a secret in it
 */
export function readJson(body: string | undefined): unknown {
  if (body === undefined || body.trim() === '')
    throw new RestError(400, 'The body is empty; it has to be JSON.');
  try {
    return JSON.parse(body, (_key, value: unknown, context?: { readonly source: string }) =>
      typeof value === 'number' ? new WrittenNumber(context?.source ?? String(value)) : value,
    );
  } catch (error) {
    const place = /at position \d+(?: \(line \d+ column \d+\))?/.exec((error as Error).message)?.[0];
    throw new RestError(
      400,
      `The body is no JSON${place === undefined ? '' : `: it breaks off or goes wrong ${place}`}.`,
    );
  }
}

/** With numbers as numbers; one that would lose digits is refused rather than changed. */
export function plainJson(value: unknown): unknown {
  if (value instanceof WrittenNumber) {
    const number = Number(value.text);
    if (/^-?\d+$/.test(value.text) && !Number.isSafeInteger(number))
      throw new RestError(
        400,
        `${value.text} is beyond the numbers that can be kept exactly; write it as text.`,
      );
    return number;
  }
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plainJson(each)]));
}
