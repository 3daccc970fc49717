import { describe, expect, it } from 'vitest';
import { NotificationSettings } from './settings.ts';

const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const webhook = { WEBHOOK_URL: 'https://hooks.example.com/payments', WEBHOOK_SECRET: secret };

describe('the settings of notifications', () => {
  it('switch on no more than in-app when nothing is set', () => {
    const settings = new NotificationSettings({});
    expect(settings.webhook).toBeUndefined();
    expect(settings.email).toBeUndefined();
    expect(settings.mysql).toEqual({
      host: '127.0.0.1',
      port: 3306,
      user: 'notifications',
      password: 'payments-demo',
      database: 'notifications',
    });
  });

  it('switch on a webhook that reaches public addresses only', () => {
    expect(new NotificationSettings(webhook).webhook).toMatchObject({
      secrets: [secret],
      allowPrivate: false,
    });
  });

  it('take several secrets while they are rotated', () => {
    const two = { ...webhook, WEBHOOK_SECRET: `${secret}  ${secret}` };
    expect(new NotificationSettings(two).webhook?.secrets).toEqual([secret, secret]);
  });

  it('switch on e-mail by the URL of its server', () => {
    expect(new NotificationSettings({ SMTP_URL: 'smtp://127.0.0.1:25' }).email).toMatchObject({
      from: 'payments@example.test',
      to: '{userId}@example.test',
    });
  });

  it.each([
    [{ WEBHOOK_URL: 'hooks.example.com' }, /WEBHOOK_URL is not/],
    [{ WEBHOOK_URL: 'file:///etc/passwd' }, /WEBHOOK_URL is not/],
    [{ WEBHOOK_URL: 'https://me:hunter2@hooks.example.com' }, /must not carry/],
    [{ WEBHOOK_URL: webhook.WEBHOOK_URL }, /WEBHOOK_SECRET is not set/],
    [{ ...webhook, WEBHOOK_SECRET: 'hunter2' }, /WEBHOOK_SECRET is wrong/],
    [{ SMTP_URL: 'https://mailer:hunter2@mail.example.com' }, /SMTP_URL is wrong/],
    [{ EMAIL_TO: 'everybody@example.com' }, /EMAIL_TO/],
    [{ DELIVERY_LEASE_MS: '5000' }, /DELIVERY_LEASE_MS is 5000: it must be longer/],
  ])('refuse %j, and keep secrets out of the reason', (environment, reason) => {
    expect(() => new NotificationSettings(environment)).toThrow(reason);
    expect(() => new NotificationSettings(environment)).not.toThrow(/hunter2/);
  });
});
