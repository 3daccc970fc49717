import { Module } from '@nestjs/common';
import { DecisionStore } from './decision-store.service.ts';
import { DecisionWatch } from './decision-watch.service.ts';
import { DecisionsConsumer } from './decisions.consumer.ts';

@Module({
  controllers: [DecisionsConsumer],
  providers: [DecisionStore, DecisionWatch],
  exports: [DecisionStore, DecisionWatch],
})
export class DecisionsModule {}
