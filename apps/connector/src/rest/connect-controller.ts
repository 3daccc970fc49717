import { applyDecorators, Controller, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { SameSiteGuard } from './same-site.guard.ts';

/** A controller of Kafka Connect's interface under this path. */
export function ConnectController(path: string, tag: string): ClassDecorator {
  return applyDecorators(Controller(path), ApiTags(tag), UseGuards(SameSiteGuard));
}
