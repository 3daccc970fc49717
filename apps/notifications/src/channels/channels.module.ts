import { Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '@payments/service';
import { NotificationSettings } from '../settings.ts';
import { type Channel, Channels } from './channel.ts';
import { EmailChannel } from './email.channel.ts';
import { InAppChannel } from './in-app.channel.ts';
import { WebhookChannel } from './webhook.channel.ts';

@Injectable()
class ConfiguredChannels extends Channels implements OnApplicationShutdown {
  readonly enabled: readonly Channel[];

  constructor({ webhook, email }: NotificationSettings, clock: Clock) {
    super();
    this.enabled = [
      new InAppChannel(),
      ...(webhook === undefined ? [] : [new WebhookChannel(webhook, { clock })]),
      ...(email === undefined ? [] : [new EmailChannel(email)]),
    ];
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.enabled.map(async (channel) => channel.close?.()));
  }
}

@Module({
  providers: [{ provide: Channels, useClass: ConfiguredChannels }],
  exports: [Channels],
})
export class ChannelsModule {}
