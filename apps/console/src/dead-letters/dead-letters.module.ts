import { Module } from '@nestjs/common';
import { DeadLetters } from './dead-letters.service.ts';
import { DeadLettersController } from './dead-letters.controller.ts';

/** What groups could not process. */
@Module({ controllers: [DeadLettersController], providers: [DeadLetters], exports: [DeadLetters] })
export class DeadLettersModule {}
