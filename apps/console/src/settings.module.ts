import { Global, Module } from '@nestjs/common';
import { ConsoleSettings } from './settings.ts';

@Global()
@Module({
  providers: [{ provide: ConsoleSettings, useFactory: () => new ConsoleSettings() }],
  exports: [ConsoleSettings],
})
export class SettingsModule {}
