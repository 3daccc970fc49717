import { applyDecorators, Controller, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { SameSiteGuard } from '@payments/service';
import { UpToDateInterceptor } from './up-to-date.interceptor.ts';

/** A controller of Kafka Connect's interface under this path. */
export function ConnectController(path: string, tag: string): ClassDecorator {
  return applyDecorators(Controller(path), ApiTags(tag), UseGuards(SameSiteGuard));
}

/** One that reads and changes connectors, under `/connectors` and this path. */
export function OfConnectors(path: string, tag: string): ClassDecorator {
  return applyDecorators(ConnectController(`connectors${path}`, tag), UseInterceptors(UpToDateInterceptor));
}
