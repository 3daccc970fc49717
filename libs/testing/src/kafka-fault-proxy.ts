import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type Address,
  framed,
  FrameSplitter,
  type KafkaApi,
  kafkaApis,
  limitVersions,
  readdressCoordinator,
  readdressMetadata,
  withoutFeatures,
} from './kafka-frames.ts';

export interface LostAnswer {
  readonly api: KafkaApi;
  /** Only requests whose bytes contain this, for example the name of a topic or a transactional id. */
  readonly containing?: string;
  /** Which of these answers is the first to be lost; by default the next one. */
  readonly nth?: number;
  /** How many are lost, one after another; default 1. */
  readonly count?: number;
  /** `silence`: the client waits until its timeout. `disconnect`: the connection ends. Default `silence`. */
  readonly how?: 'silence' | 'disconnect';
}

/** A fault that was ordered. */
export interface Fault {
  /** How many answers have been lost so far; a test that sees 0 has tested nothing. */
  readonly hits: number;
}

export interface KafkaFaultProxyOptions {
  /** `host:port` of at least one real broker; the others are found through it. */
  readonly brokers: readonly string[];
  /** The cluster seems to be one that was raised from an older version and has not agreed on any of the new features. */
  readonly hidesFeatures?: boolean;
}

interface Request {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly frame: Buffer;
}

interface OrderedFault {
  hits: number;
  seen: number;
  readonly order: LostAnswer;
}

/**
 * Stands between clients and the brokers of a cluster, and loses answers to order: the broker has done what it was asked, and the
 * client does not learn of it. Brokers tell clients each other's addresses; the proxy puts its own there, so that everything goes
 * through it.
 *
 * @example
 * const proxy = await KafkaFaultProxy.start(testStack().kafka);
 * const connection = connectKafka({ brokers: proxy.brokers, clientId: 'test', log });
 * const fault = proxy.lose({ api: 'Produce', nth: 2 });
 */
export class KafkaFaultProxy {
  /** For clients: `host:port` of the proxy. For a service, as `KAFKA_BROKERS`. */
  readonly brokers: string[] = [];
  private readonly servers = new Map<string, Promise<Server>>();
  private readonly sockets = new Set<Socket>();
  private readonly faults: OrderedFault[] = [];
  private isCut = false;
  private delayMs = 0;

  private constructor(private readonly hidesFeatures: boolean) {}

  static async start({ brokers, hidesFeatures = false }: KafkaFaultProxyOptions): Promise<KafkaFaultProxy> {
    const proxy = new KafkaFaultProxy(hidesFeatures);
    for (const broker of brokers) {
      const [host = '', port = ''] = broker.split(':');
      const address = await proxy.standInFor({ host, port: Number(port) });
      proxy.brokers.push(`${address.host}:${address.port}`);
    }
    return proxy;
  }

  /** Orders answers to be lost, from now on. */
  lose(order: LostAnswer): Fault {
    const fault: OrderedFault = { order, hits: 0, seen: 0 };
    this.faults.push(fault);
    return fault;
  }

  /** Ends all connections and takes no new ones, as if the brokers were away. */
  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.destroy();
  }

  /** Holds each answer for so long; those of one connection one after the other. */
  slow(delayMs: number): void {
    this.delayMs = delayMs;
  }

  /** Lets everything through again. */
  heal(): void {
    this.faults.length = 0;
    this.isCut = false;
    this.delayMs = 0;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    for (const server of await Promise.all(this.servers.values())) server.close();
  }

  private async standInFor(broker: Address): Promise<Address> {
    const key = `${broker.host}:${broker.port}`;
    let server = this.servers.get(key);
    if (server === undefined) {
      server = this.listen(broker);
      this.servers.set(key, server);
    }
    const { port } = (await server).address() as AddressInfo;
    return { host: '127.0.0.1', port };
  }

  private async listen(broker: Address): Promise<Server> {
    const server = createServer({ noDelay: true }, (client) => this.serve(client, broker));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server;
  }

  private serve(client: Socket, { host, port }: Address): void {
    if (this.isCut) {
      client.destroy();
      return;
    }
    const broker = connect({ host, port, noDelay: true });
    const requests = new Map<number, Request>();
    const fromClient = new FrameSplitter();
    const fromBroker = new FrameSplitter();
    let answered = Promise.resolve();
    for (const [socket, other] of [
      [client, broker],
      [broker, client],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
    client.on('data', (chunk) => {
      for (const frame of fromClient.push(chunk)) {
        requests.set(frame.readInt32BE(4), {
          apiKey: frame.readInt16BE(0),
          apiVersion: frame.readInt16BE(2),
          frame,
        });
        broker.write(framed(frame));
      }
    });
    broker.on('data', (chunk) => {
      for (const answer of fromBroker.push(chunk)) {
        const request = requests.get(answer.readInt32BE(0));
        requests.delete(answer.readInt32BE(0));
        answered = answered.then(() => this.pass(answer, request, client));
      }
    });
  }

  private async pass(answer: Buffer, request: Request | undefined, client: Socket): Promise<void> {
    if (request === undefined) throw new Error('The broker answered what nobody had asked.');
    const fault = this.faultFor(request);
    if (fault?.order.how === 'disconnect') client.destroy();
    if (this.delayMs > 0) await pause(this.delayMs);
    if (fault !== undefined || client.destroyed) return;
    client.write(framed(await this.rewritten(answer, request)));
  }

  private faultFor({ apiKey, frame }: Request): OrderedFault | undefined {
    return this.faults.find((fault) => {
      const { api, containing, nth = 1, count = 1 } = fault.order;
      if (kafkaApis[api] !== apiKey || (containing !== undefined && !frame.includes(containing)))
        return false;
      fault.seen += 1;
      if (fault.seen < nth || fault.hits >= count) return false;
      fault.hits += 1;
      return true;
    });
  }

  private async rewritten(answer: Buffer, { apiKey, apiVersion }: Request): Promise<Buffer> {
    const readdress = (broker: Address): Promise<Address> => this.standInFor(broker);
    if (apiKey === kafkaApis.ApiVersions) {
      const limited = limitVersions(answer, apiVersion);
      return this.hidesFeatures ? withoutFeatures(limited, apiVersion) : limited;
    }
    if (apiKey === kafkaApis.Metadata) return readdressMetadata(answer, apiVersion, readdress);
    if (apiKey === kafkaApis.FindCoordinator) return readdressCoordinator(answer, apiVersion, readdress);
    return answer;
  }
}
