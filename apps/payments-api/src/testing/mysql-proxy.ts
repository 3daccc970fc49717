import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface MysqlProxy {
  readonly port: number;
  /** Passes the next statement that contains this text, swallows its answer and closes the connection. */
  loseAnswerTo(text: string): void;
  /** From now on nothing passes over the connections there are, and nobody is told; new ones work. */
  hang(): void;
  /** How many answers were lost. */
  readonly lost: number;
  stop(): Promise<void>;
}

/** A wire to MySQL that can break at the worst moment: after the statement, before its answer. */
export async function mysqlProxy(target: { host: string; port: number }): Promise<MysqlProxy> {
  const sockets = new Set<Socket>();
  let victim: string | undefined;
  let generation = 0;
  let lost = 0;
  const server = createServer((client) => {
    const upstream = connect(target);
    let swallowing = false;
    const born = generation;
    client.on('data', (sent) => {
      if (born !== generation) return;
      if (victim !== undefined && sent.includes(victim)) {
        victim = undefined;
        swallowing = true;
      }
      upstream.write(sent);
    });
    upstream.on('data', (answer) => {
      if (born !== generation) return;
      if (!swallowing) {
        client.write(answer);
        return;
      }
      lost += 1;
      client.destroy();
      upstream.destroy();
    });
    for (const [socket, peer] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => peer.destroy());
      socket.on('close', () => peer.destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    loseAnswerTo: (text) => (victim = text),
    hang: () => (generation += 1),
    get lost() {
      return lost;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
