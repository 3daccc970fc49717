import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addressIn, type MailServer, mailServer } from '../testing/mail-server.ts';
import { storedNotification } from '../testing/stored-notification.ts';
import { EmailChannel } from './email.channel.ts';

const notification = storedNotification({ userId: 'asha' });

let server: MailServer;
let channel: EmailChannel;

beforeEach(async () => {
  server = await mailServer();
  channel = new EmailChannel({
    smtpUrl: server.url,
    from: 'Payments <payments@example.test>',
    to: '{userId}@users.example.test',
    timeoutMs: 2_000,
  });
});

afterEach(async () => {
  await channel.close();
  await server.close();
});

describe('an e-mail', () => {
  it('tells the user what happened', async () => {
    await channel.deliver(notification);
    const [mail] = server.received;
    expect(addressIn(mail?.to)).toBe('asha@users.example.test');
    expect(addressIn(mail?.from)).toBe('payments@example.test');
    expect(mail?.subject).toBe('Daily limit reached');
    expect(mail?.text?.trim()).toBe(notification.message);
    expect(mail?.date).toEqual(new Date('2026-11-22T16:30:00.000Z'));
  });

  it('has the same Message-ID at every attempt', async () => {
    await channel.deliver(notification);
    await channel.deliver(notification);
    expect(server.received.map(({ messageId }) => messageId)).toEqual([
      `<${notification.id}@example.test>`,
      `<${notification.id}@example.test>`,
    ]);
  });

  it.each([
    [450, false],
    [550, true],
  ])('refused with %i has failed for good: %s', async (code, isPermanent) => {
    server.refuseWith = code;
    await expect(channel.deliver(notification)).rejects.toMatchObject({
      isPermanent,
      message: `SMTP ${code} (EENVELOPE)`,
    });
  });

  it('may go later when the server is not there', async () => {
    await server.close();
    await expect(channel.deliver(notification)).rejects.toMatchObject({ isPermanent: false });
    server = await mailServer();
  });
});
