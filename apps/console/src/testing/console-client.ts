import type { ConsoleProblem } from '@payments/console-api';

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** Asks the console as the page does. */
export class ConsoleClient {
  constructor(private readonly url: string) {}

  /** @throws Error if the answer is no success */
  async get<Body>(path: string): Promise<Body> {
    return succeeded(await this.ask<Body>('GET', path));
  }

  /** @throws Error if the answer is no success */
  async change<Body>(method: string, path: string, body?: unknown): Promise<Body> {
    return succeeded(await this.ask<Body>(method, path, body));
  }

  /** The answer, whatever it is; a problem if it is no success. */
  async ask<Body = ConsoleProblem>(method: string, path: string, body?: unknown): Promise<Answer<Body>> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? undefined : JSON.parse(text)) as Body,
    };
  }

  /** The events of a stream, until it ends or the reader leaves off. */
  async *events(path: string): AsyncGenerator<{ readonly event: string; readonly data: unknown }> {
    const response = await fetch(`${this.url}${path}`);
    if (!response.ok || response.body === null)
      throw new Error(`${path}: ${response.status} ${await response.text()}`);
    let text = '';
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, event, data] = /^event: (.*)\ndata: (.*)$/s.exec(block) ?? [];
        if (event !== undefined && data !== undefined) yield { event, data: JSON.parse(data) as unknown };
      }
    }
  }
}

function succeeded<Body>({ status, body }: Answer<Body>): Body {
  if (status >= 400) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}
