import { Controller, Get, HttpCode, Param, Post, Query, UseFilters } from '@nestjs/common';
import { DatabaseProblemFilter } from '@payments/database';
import { ApiTags } from '@nestjs/swagger';
import type { NotificationPage, NotificationView } from './notification-view.ts';
import { DescribeList, DescribeRead } from './notifications.openapi.ts';
import { NotificationsService } from './notifications.service.ts';
import { notificationIdOf, pageOf, userIdOf } from './parameters.ts';

@ApiTags('notifications')
@Controller('v1')
@UseFilters(DatabaseProblemFilter)
export class NotificationsController {
  constructor(private readonly notifications: NotificationsService) {}

  @Get('users/:userId/notifications')
  @DescribeList()
  list(
    @Param('userId') userId: string,
    @Query() query: Readonly<Record<string, unknown>>,
  ): Promise<NotificationPage> {
    return this.notifications.list(userIdOf(userId), pageOf(query));
  }

  @Post('notifications/:id/read')
  @HttpCode(200)
  @DescribeRead()
  read(@Param('id') id: string): Promise<NotificationView> {
    return this.notifications.read(notificationIdOf(id));
  }
}
