import { Agent, type IncomingHttpHeaders, request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Parsed if it is JSON, else the text. */
  readonly body: unknown;
}

export interface HttpRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is. */
  readonly body?: string;
}

const requestTimeoutMs = 45_000;

/** HTTP over a fixed number of connections, which are kept: what a client beyond them asks waits for its turn. */
export class HttpClient {
  readonly #agent: Agent;

  constructor(connections: number) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** Rejects if no answer comes: nobody listens, or the connection is lost. */
  send(url: string, { method = 'GET', headers = {}, body }: HttpRequest = {}): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sent = request(
      url,
      { method, headers: { ...length, ...headers }, agent: this.#agent, timeout: requestTimeoutMs },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: parsed(response.headers, Buffer.concat(chunks).toString()),
          }),
        );
      },
    );
    sent.once('error', reject);
    sent.once('timeout', () => sent.destroy(new Error(`no answer within ${requestTimeoutMs} ms`)));
    sent.end(body);
    return promise;
  }

  /** All items of a list that comes in pages, in its order. @param url with a query */
  async pages<Item>(url: string): Promise<Item[]> {
    const items: Item[] = [];
    let cursor: string | null | undefined;
    do {
      const { status, body } = await this.send(cursor === undefined ? url : `${url}&cursor=${cursor}`);
      if (status !== 200) throw new Error(`GET ${url} was answered with ${status}`);
      const page = body as { data: Item[]; nextCursor: string | null };
      items.push(...page.data);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return items;
  }

  close(): void {
    this.#agent.destroy();
  }
}

function parsed(headers: IncomingHttpHeaders, text: string): unknown {
  return headers['content-type']?.includes('json') === true ? JSON.parse(text) : text;
}
