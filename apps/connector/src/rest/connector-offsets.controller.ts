import { Body, Delete, Get, Param, Patch } from '@nestjs/common';
import { ConnectCluster } from '../worker/connect-cluster.service.ts';
import type { OffsetEntry } from '../worker/connect-cluster.views.ts';
import { OfConnectors } from './connect-controller.ts';
import { Describe } from './connect.openapi.ts';
import { readOffsetsBody } from './request-body.ts';

/** How far a connector has come. */
@OfConnectors('/:connector/offsets', 'offsets')
export class ConnectorOffsetsController {
  constructor(private readonly cluster: ConnectCluster) {}

  @Get()
  @Describe('readOffsets')
  async offsets(@Param('connector') name: string): Promise<{ readonly offsets: readonly OffsetEntry[] }> {
    return { offsets: await this.cluster.offsets(name) };
  }

  @Patch()
  @Describe('alterOffsets')
  async alter(
    @Param('connector') name: string,
    @Body() body: string | undefined,
  ): Promise<{ readonly message: string }> {
    await this.cluster.alterOffsets(name, readOffsetsBody(body));
    return { message: 'The offsets for this connector have been altered successfully' };
  }

  @Delete()
  @Describe('resetOffsets')
  async reset(@Param('connector') name: string): Promise<{ readonly message: string }> {
    await this.cluster.resetOffsets(name);
    return { message: 'The offsets for this connector have been reset successfully' };
  }
}
