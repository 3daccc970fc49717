import { Module } from '@nestjs/common';
import { DecisionStore } from './decision-store.service.ts';
import { DecisionWatch } from './decision-watch.service.ts';

@Module({ providers: [DecisionStore, DecisionWatch], exports: [DecisionWatch] })
export class DecisionsModule {}
