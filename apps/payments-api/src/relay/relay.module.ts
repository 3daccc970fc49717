import { Module } from '@nestjs/common';
import { RelayService } from './relay.service.ts';

/** MySQL's binlog → topic payments.requested. */
@Module({ providers: [RelayService] })
export class RelayModule {}
