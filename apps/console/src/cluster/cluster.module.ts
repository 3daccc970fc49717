import { Module } from '@nestjs/common';
import { ClusterController } from './cluster.controller.ts';
import { ClusterOverview } from './cluster.service.ts';

/** Brokers and controllers. */
@Module({ controllers: [ClusterController], providers: [ClusterOverview], exports: [ClusterOverview] })
export class ClusterModule {}
