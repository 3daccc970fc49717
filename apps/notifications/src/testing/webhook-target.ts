import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface ReceivedWebhook {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Answer = (response: ServerResponse, received: ReceivedWebhook) => void;

export interface WebhookTarget {
  readonly url: string;
  readonly port: number;
  readonly received: ReceivedWebhook[];
  /** How many connections were made, whatever came over them. */
  connections: number;
  /** What it answers from now on; 204 at first. */
  answer: Answer;
  /** Breaks the connections there are. */
  hangUp(): void;
  close(): Promise<void>;
}

/** A real HTTP server that takes webhooks and keeps them. */
export async function webhookTarget(host = '127.0.0.1'): Promise<WebhookTarget> {
  const server = createServer((request, response) => void take(request, response));
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, host, resolve);
  await promise;
  const { port } = server.address() as AddressInfo;
  const target: WebhookTarget = {
    url: `http://${host}:${port}/hooks?tenant=1`,
    port,
    received: [],
    connections: 0,
    answer: (response) => void response.writeHead(204).end(),
    hangUp: () => server.closeAllConnections(),
    close: async () => {
      server.closeAllConnections();
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      await closed.promise;
    },
  };

  server.on('connection', () => {
    target.connections += 1;
  });

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const received = { method: request.method, path: request.url, headers: request.headers, body };
    target.received.push(received);
    target.answer(response, received);
  }

  return target;
}

export function answerWith(status: number, headers: Record<string, string> = {}): Answer {
  return (response) => void response.writeHead(status, headers).end('as you wish');
}
