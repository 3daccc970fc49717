import { Controller, Get, Param, UseFilters } from '@nestjs/common';
import { DatabaseProblemFilter } from '@payments/database';
import { ApiTags } from '@nestjs/swagger';
import { userIdExpected, userIdOf } from '../payments/payment-list-query.ts';
import { paymentProblems } from '../payments/payment-problems.ts';
import { DescribeLimit } from '../payments/payments.openapi.ts';
import { LimitService, type UserLimit } from './limit.service.ts';

@ApiTags('limits')
@Controller('v1/users/:userId/limit')
@UseFilters(DatabaseProblemFilter)
export class LimitController {
  constructor(private readonly limits: LimitService) {}

  @Get()
  @DescribeLimit()
  async read(@Param('userId') userId: string): Promise<UserLimit> {
    if (userIdOf(userId) === undefined) throw paymentProblems.parameterInvalid('userId', userIdExpected);
    return await this.limits.today(userId);
  }
}
