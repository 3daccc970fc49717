import { Controller, Get, Param, Query, UseFilters } from '@nestjs/common';
import { DatabaseProblemFilter } from '@payments/database';
import { ApiTags } from '@nestjs/swagger';
import { type PaymentDocument, paymentDocument } from './payment.ts';
import { paymentIdBytes } from './payment-id.ts';
import { cursorAfter, listQueryOf, listQuerySchemas } from './payment-list-query.ts';
import { paymentProblems } from './payment-problems.ts';
import { PaymentReads } from './payment-reads.service.ts';
import { DescribeList, DescribeRead } from './payments.openapi.ts';

@ApiTags('payments')
@Controller('v1/payments')
@UseFilters(DatabaseProblemFilter)
export class PaymentReadsController {
  constructor(private readonly reads: PaymentReads) {}

  @Get(':id')
  @DescribeRead()
  async read(@Param('id') id: string): Promise<PaymentDocument> {
    const payment = paymentIdBytes(id) === undefined ? null : await this.reads.find(id);
    if (payment === null) throw paymentProblems.paymentNotFound(id);
    return paymentDocument(payment);
  }

  @Get()
  @DescribeList(listQuerySchemas)
  async list(
    @Query() query: Record<string, unknown>,
  ): Promise<{ data: PaymentDocument[]; nextCursor: string | null }> {
    const { payments, continueBefore } = await this.reads.list(listQueryOf(query));
    return {
      data: payments.map(paymentDocument),
      nextCursor: continueBefore === undefined ? null : cursorAfter(continueBefore),
    };
  }
}
