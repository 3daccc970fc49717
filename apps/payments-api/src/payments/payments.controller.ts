import { Body, Controller, Headers, HttpCode, Post, Res, UseFilters } from '@nestjs/common';
import { DatabaseProblemFilter } from '@payments/database';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { DecisionWatch } from '../decisions/decision-watch.service.ts';
import { orderOf, type PaymentHeaders } from './order-reading.ts';
import type { BatchResult } from './payment-batch.ts';
import { PaymentBatches } from './payment-batch.service.ts';
import { PaymentIntake } from './payment-intake.service.ts';
import { type PaymentDocument, paymentDocument } from './payment.ts';
import { DescribePay, DescribePayBatch } from './payments.openapi.ts';
import { preferredWaitSeconds } from './prefer.ts';

/** Accepts payments. A 2xx means that the payment is committed; the decision follows. */
@ApiTags('payments')
@Controller('v1/payments')
@UseFilters(DatabaseProblemFilter)
export class PaymentsController {
  constructor(
    private readonly intake: PaymentIntake,
    private readonly batches: PaymentBatches,
    private readonly decisions: DecisionWatch,
  ) {}

  @Post()
  @HttpCode(202)
  @DescribePay()
  async pay(
    @Headers() headers: PaymentHeaders,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PaymentDocument> {
    const { payment, isNew } = await this.intake.accept(orderOf(headers, body));
    reply.header('Location', `/v1/payments/${payment.id}`);
    if (!isNew) reply.header('Idempotency-Replayed', 'true');

    const waitSeconds = preferredWaitSeconds(headers.prefer);
    if (waitSeconds === undefined) return paymentDocument(payment);
    const decided = await this.decisions.decided(payment, waitSeconds * 1_000);
    if (decided !== undefined) reply.status(200).header('Preference-Applied', `wait=${waitSeconds}`);
    return paymentDocument(decided ?? payment);
  }

  @Post('batch')
  @HttpCode(207)
  @DescribePayBatch()
  async payBatch(
    @Headers() headers: PaymentHeaders,
    @Body() body: unknown,
  ): Promise<{ results: BatchResult[] }> {
    return { results: await this.batches.accept({ headers, body, instance: '/v1/payments/batch' }) };
  }
}
