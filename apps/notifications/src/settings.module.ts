import { Global, Module } from '@nestjs/common';
import { NotificationSettings } from './settings.ts';

@Global()
@Module({
  providers: [{ provide: NotificationSettings, useFactory: () => new NotificationSettings() }],
  exports: [NotificationSettings],
})
export class SettingsModule {}
