import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface S3Fault {
  /** Only requests with this method. */
  readonly method?: string;
  /** Only requests whose address contains this. */
  readonly containing?: string;
  /** Which of these requests is the first to fail; by default the next one. */
  readonly nth?: number;
  /** How many fail, one after another; default 1. */
  readonly count?: number;
  /**
   * `unavailable`: the answer is 503. `reset`: the connection ends before the store hears of it. `stall`:
   * nothing happens. `lost`: the store does as it was asked, and its answer is lost. `halt`: the answer begins,
   * and never ends. `hold`: it waits until `release`, and then goes its way.
   */
  readonly how: 'unavailable' | 'reset' | 'stall' | 'lost' | 'halt' | 'hold';
}

/** A fault that was ordered. */
export interface OrderedS3Fault {
  /** How many requests it has hit; a test that sees 0 has tested nothing. */
  readonly hits: number;
}

interface Order {
  readonly fault: S3Fault;
  hits: number;
  seen: number;
}

/**
 * Stands in front of an S3 store, and fails requests to order.
 *
 * @example
 * const proxy = await S3FaultProxy.start(testStack().s3.endpoint);
 * const fault = proxy.order({ method: 'PUT', nth: 2, how: 'unavailable' });
 */
export class S3FaultProxy {
  /** The methods and addresses of all requests, in their order. */
  readonly requests: string[] = [];
  private readonly target: URL;
  private readonly server: Server;
  private readonly orders: Order[] = [];
  private readonly held: (() => void)[] = [];

  private constructor(endpoint: string) {
    this.target = new URL(endpoint);
    this.server = createServer((asked, answer) => this.serve(asked, answer));
  }

  static async start(endpoint: string): Promise<S3FaultProxy> {
    const proxy = new S3FaultProxy(endpoint);
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  order(fault: S3Fault): OrderedS3Fault {
    const order: Order = { fault, hits: 0, seen: 0 };
    this.orders.push(order);
    return order;
  }

  /** Lets everything through again; what is held stays so. */
  heal(): void {
    this.orders.length = 0;
  }

  /** Lets go of what is held. */
  release(): void {
    for (const pass of this.held.splice(0)) pass();
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private serve(asked: IncomingMessage, answer: ServerResponse): void {
    const { method = '', url = '' } = asked;
    this.requests.push(`${method} ${decodeURIComponent(url)}`);
    const how = this.faultFor(method, decodeURIComponent(url));
    if (how === 'reset') asked.socket.destroy();
    if (how === 'unavailable') {
      asked.resume();
      asked.on('end', () => answer.writeHead(503, { 'content-type': 'application/xml' }).end(slowDown));
    }
    if (how === 'hold') this.held.push(() => this.pass(asked, answer, undefined));
    if (how === undefined || how === 'lost' || how === 'halt') this.pass(asked, answer, how);
  }

  private pass(asked: IncomingMessage, answer: ServerResponse, how: 'lost' | 'halt' | undefined): void {
    const { method = '', url = '', headers } = asked;
    const { hostname, port } = this.target;
    // The host stays the one the client has signed.
    const passed = request({ hostname, port, method, path: url, headers }, (given) => {
      if (how === 'lost') {
        given.resume();
        given.on('end', () => asked.socket.destroy());
        return;
      }
      answer.writeHead(given.statusCode ?? 502, given.headers);
      if (how === 'halt') given.once('data', (part) => answer.write(part)).pause();
      else given.pipe(answer);
    });
    passed.on('error', () => asked.socket.destroy());
    asked.pipe(passed);
  }

  private faultFor(method: string, url: string): S3Fault['how'] | undefined {
    return this.orders.find((order) => {
      const { fault } = order;
      const { nth = 1, count = 1 } = fault;
      if (fault.method !== undefined && fault.method !== method) return false;
      if (fault.containing !== undefined && !url.includes(fault.containing)) return false;
      order.seen += 1;
      if (order.seen < nth || order.hits >= count) return false;
      order.hits += 1;
      return true;
    })?.fault.how;
  }
}

const slowDown =
  '<?xml version="1.0" encoding="UTF-8"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>';
