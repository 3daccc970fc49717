import { Global, Module } from '@nestjs/common';
import { ApiSettings } from './api-settings.ts';

/** The settings, read once, for every part of the service. */
@Global()
@Module({
  providers: [{ provide: ApiSettings, useFactory: (): ApiSettings => new ApiSettings() }],
  exports: [ApiSettings],
})
export class SettingsModule {}
