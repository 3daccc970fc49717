import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A door to a server: while it is closed, nobody gets in, and whoever was in is thrown out. */
export class TcpGate {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  private port = 0;

  constructor(private readonly target: { readonly host: string; readonly port: number }) {}

  /** The same port each time. */
  async open(): Promise<number> {
    this.server = createServer((socket) => this.join(socket, connect(this.target.port, this.target.host)));
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
    return this.port;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    const { server } = this;
    this.server = undefined;
    if (server === undefined) return;
    server.close();
    await once(server, 'close');
  }

  private join(one: Socket, other: Socket): void {
    for (const [socket, partner] of [
      [one, other],
      [other, one],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => partner.destroy());
      socket.on('close', () => {
        this.sockets.delete(socket);
        partner.destroy();
      });
      socket.pipe(partner);
    }
  }
}
