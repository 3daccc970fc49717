import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  ParseIntPipe,
  Patch,
  Post,
  Put,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ConnectorAction, ConnectorList, ConnectorOffsets, ConnectorView } from '@payments/console-api';
import { Type } from 'typebox';
import { bodyOf, confirmed } from '../http/request-input.ts';
import { problems } from '../http/problems.ts';
import { Connectors } from './connectors.service.ts';

const closed = { additionalProperties: false } as const;
export const connectorConfig = Type.Record(Type.String(), Type.String());
const creation = Type.Object({ name: Type.String({ minLength: 1 }), config: connectorConfig }, closed);
const place = Type.Record(Type.String(), Type.Unknown());
const offsetsSchema = Type.Object(
  {
    offsets: Type.Array(Type.Object({ partition: place, offset: Type.Union([place, Type.Null()]) }, closed)),
  },
  closed,
);
const actions: ReadonlySet<string> = new Set<ConnectorAction>([
  'pause',
  'resume',
  'stop',
  'restart',
  'restart-failed',
]);

@ApiTags('connectors')
@Controller('api/connectors')
export class ConnectorsController {
  constructor(private readonly connectors: Connectors) {}

  @Get()
  list(): Promise<ConnectorList> {
    return this.connectors.list();
  }

  @Post()
  create(@Body() body: unknown): Promise<ConnectorView> {
    return this.connectors.create(bodyOf(creation, body));
  }

  @Get(':name')
  find(@Param('name') name: string): Promise<ConnectorView> {
    return this.connectors.find(name);
  }

  @Delete(':name')
  @HttpCode(204)
  async remove(@Param('name') name: string, @Body() body: unknown): Promise<void> {
    confirmed(name, body);
    await this.connectors.remove(name);
  }

  @Put(':name/config')
  configure(@Param('name') name: string, @Body() body: unknown): Promise<ConnectorView> {
    return this.connectors.configure(name, bodyOf(connectorConfig, body));
  }

  @Post(':name/actions/:action')
  @HttpCode(202)
  async act(@Param('name') name: string, @Param('action') action: string): Promise<void> {
    if (!actions.has(action))
      throw problems.notFound(`There is no action ${action}; there are ${[...actions].join(', ')}.`);
    await this.connectors.act(name, action as ConnectorAction);
  }

  @Post(':name/tasks/:task/restart')
  @HttpCode(202)
  async restartTask(@Param('name') name: string, @Param('task', ParseIntPipe) task: number): Promise<void> {
    await this.connectors.restartTask(name, task);
  }

  @Get(':name/offsets')
  offsets(@Param('name') name: string): Promise<ConnectorOffsets> {
    return this.connectors.offsets(name);
  }

  @Patch(':name/offsets')
  changeOffsets(@Param('name') name: string, @Body() body: unknown): Promise<ConnectorOffsets> {
    return this.connectors.changeOffsets(name, bodyOf(offsetsSchema, body));
  }

  @Delete(':name/offsets')
  @HttpCode(204)
  async forgetOffsets(@Param('name') name: string, @Body() body: unknown): Promise<void> {
    confirmed(name, body);
    await this.connectors.forgetOffsets(name);
  }
}
