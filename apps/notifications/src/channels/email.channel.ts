import { createTransport, type Transporter } from 'nodemailer';
import type { StoredNotification } from '../notifications/notification.ts';
import type { EmailSettings } from '../settings.ts';
import { type Channel, DeliveryError } from './channel.ts';
import { emailAddress } from './email-address.ts';

const maxConnections = 5;

/** Hands mails to one SMTP server. The Message-ID is made of the notification's id at every attempt. */
export class EmailChannel implements Channel {
  readonly name = 'email';
  private readonly transport: Transporter;

  constructor(private readonly settings: EmailSettings) {
    const { smtpUrl: url, timeoutMs } = settings;
    this.transport = createTransport({
      url,
      pool: true,
      maxConnections,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async deliver(notification: StoredNotification): Promise<void> {
    const { from, to } = this.settings;
    const address = emailAddress(to, notification.userId);
    try {
      await this.transport.sendMail({
        from,
        to: { name: notification.userId, address },
        subject: notification.title,
        text: `${notification.message}\n`,
        date: notification.createdAt,
        messageId: `<${notification.id}@${from.replace(/^.*@/, '').replace(/[>\s].*$/, '')}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    } catch (error) {
      throw smtpFailure(error);
    }
  }

  async close(): Promise<void> {
    this.transport.close();
  }
}

/** What the server says of this mail is final if it is a 5xx; what it says of us, or not at all, may pass. */
function smtpFailure(error: unknown): DeliveryError {
  const { code = 'unknown', responseCode } = error as { code?: string; responseCode?: number };
  const isAboutMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  const isPermanent = isAboutMail && (responseCode === undefined || responseCode >= 500);
  const reason = responseCode === undefined ? code : `SMTP ${responseCode} (${code})`;
  return new DeliveryError(reason, { isPermanent, cause: error });
}
