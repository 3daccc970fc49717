import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { apiPaths, type ConsoleSession } from '@payments/console-api';
import { ConsoleSettings } from '../settings.ts';

@ApiTags('console')
@Controller()
export class SessionController {
  constructor(private readonly settings: ConsoleSettings) {}

  @Get(apiPaths.session())
  session(): ConsoleSession {
    const { isReadOnly, kafka, mysql, s3, services } = this.settings;
    return {
      isReadOnly,
      addresses: {
        kafka,
        mysql: `${mysql.host}:${mysql.port}`,
        s3: s3.endpoint,
        bucket: s3.bucket,
        connector: services.connector,
        paymentsApi: services['payments-api'],
        notifications: services.notifications,
      },
    };
  }
}
