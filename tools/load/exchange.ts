import type { Dispatcher } from 'undici';

/** An answer whose body is JSON. */
export interface JsonAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly document: unknown;
}

/**
 * One request and its whole answer. undici's `request` makes a stream of every body: half of what a payment costs its sender.
 *
 * @throws what the connection failed with, and SyntaxError if the body is not JSON
 */
export function exchange(dispatcher: Dispatcher, request: Dispatcher.DispatchOptions): Promise<JsonAnswer> {
  return new Promise((resolve, reject) => {
    let status = 0;
    let headers: JsonAnswer['headers'] = {};
    const chunks: Buffer[] = [];
    dispatcher.dispatch(request, {
      onRequestStart: () => undefined,
      onResponseStart: (_, statusCode, received) => {
        status = statusCode;
        headers = received;
      },
      onResponseData: (_, chunk) => void chunks.push(chunk),
      onResponseEnd: () => {
        const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
        try {
          resolve({ status, headers, document: JSON.parse(String(body)) });
        } catch (error) {
          reject(error);
        }
      },
      onResponseError: (_, error) => reject(error),
    });
  });
}
