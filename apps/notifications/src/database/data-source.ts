import type { DataSourceOptions } from 'typeorm';
import { DeliveryEntity } from '../deliveries/delivery.entity.ts';
import { NotificationEntity } from '../notifications/notification.entity.ts';
import type { MysqlSettings } from '../settings.ts';
import { CreateNotifications1795300000000 } from './migrations/1795300000000-create-notifications.ts';

const poolSize = 4;

/** The schema as TypeORM sees it. Migrations alone change it. */
export function dataSourceOptions({ user, ...mysql }: MysqlSettings): DataSourceOptions {
  return {
    type: 'mysql',
    ...mysql,
    username: user,
    entities: [NotificationEntity, DeliveryEntity],
    migrations: [CreateNotifications1795300000000],
    synchronize: false,
    timezone: 'Z',
    poolSize,
  };
}
