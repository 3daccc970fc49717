import { Global, Module } from '@nestjs/common';
import { ConsoleSettings } from '../settings.ts';
import { ServiceClient } from './service-client.ts';

/** The services behind the console. */
export class Services {
  readonly paymentsApi: ServiceClient;
  readonly notifications: ServiceClient;
  readonly connector: ServiceClient;

  constructor({ services }: Pick<ConsoleSettings, 'services'>) {
    this.paymentsApi = new ServiceClient('payments-api', services['payments-api'], 'payments_api_away');
    this.notifications = new ServiceClient('notifications', services.notifications, 'notifications_away');
    this.connector = new ServiceClient('connector', services.connector, 'connector_away');
  }
}

@Global()
@Module({
  providers: [
    {
      provide: Services,
      inject: [ConsoleSettings],
      useFactory: (settings: ConsoleSettings) => new Services(settings),
    },
  ],
  exports: [Services],
})
export class ServicesModule {}
