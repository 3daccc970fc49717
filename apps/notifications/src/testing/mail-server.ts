import type { Readable } from 'node:stream';
import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface MailServer {
  readonly url: string;
  readonly received: ParsedMail[];
  /** The next mails are refused with this code, until it is undefined again. */
  refuseWith: number | undefined;
  close(): Promise<void>;
}

/** A real SMTP server that takes mails and keeps them. */
export async function mailServer(): Promise<MailServer> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_, __, done) => {
      const { refuseWith } = mails;
      if (refuseWith === undefined) return done();
      done(Object.assign(new Error('not today'), { responseCode: refuseWith }));
    },
    onData: (stream, _, done) => void receive(stream, done),
  });
  server.on('error', () => undefined);
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const { port } = server.server.address() as { port: number };
  const mails: MailServer = {
    url: `smtp://127.0.0.1:${port}`,
    received: [],
    refuseWith: undefined,
    close: async () => {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      await closed.promise;
    },
  };

  async function receive(stream: Readable, done: (error?: Error) => void): Promise<void> {
    mails.received.push(await simpleParser(stream));
    done();
  }

  return mails;
}

/** The address in a header such as To. */
export function addressIn(header: AddressObject | AddressObject[] | undefined): string | undefined {
  const object = Array.isArray(header) ? header[0] : header;
  return object?.value[0]?.address;
}
