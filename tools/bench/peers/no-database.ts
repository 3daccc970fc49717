/**
 * payments-api's route without the database behind it: the same libraries, the same checks of the same order, the same document as an
 * answer. What is above it in the figures is what durability costs.
 */
import 'reflect-metadata';
import { Body, Controller, Headers, HttpCode, Module, Post, Res } from '@nestjs/common';
import { orderOf, type PaymentHeaders } from '@payments/payments-api/dist/payments/order-reading.js';
import { type PaymentDocument, paymentDocument } from '@payments/payments-api/dist/payments/payment.js';
import { startService } from '@payments/service';
import type { FastifyReply } from 'fastify';
import { v7 as uuid } from 'uuid';

@Controller('v1/payments')
class PaymentsController {
  @Post()
  @HttpCode(202)
  pay(
    @Headers() headers: PaymentHeaders,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): PaymentDocument {
    const { userId, merchantId, amount, currency, description = null } = orderOf(headers, body);
    const createdAt = new Date();
    const id = uuid();
    reply.header('Location', `/v1/payments/${id}`);
    const order = { userId, merchantId, amount, currency, description };
    const day = createdAt.toISOString().slice(0, 10);
    return paymentDocument({
      ...order,
      id,
      status: 'pending',
      reason: null,
      day,
      createdAt,
      decidedAt: null,
    });
  }
}

@Module({ controllers: [PaymentsController] })
class NoDatabaseModule {}

await startService({ name: 'no-database', module: NoDatabaseModule, port: 0 });
