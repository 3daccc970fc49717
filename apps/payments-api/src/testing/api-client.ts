import { randomUUID } from 'node:crypto';
import { Agent, request as httpRequest } from 'node:http';
import type { PaymentDocument } from '../payments/payment.ts';
import { ApiContract, type OpenApiDocument } from './api-contract.ts';

export interface ApiAnswer<Body = unknown> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Body;
}

export interface ApiRequest {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, unless it is text already. */
  readonly body?: unknown;
}

export interface ProblemBody {
  readonly status: number;
  readonly code: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

/** A client that believes nothing: every answer has to be one that the service's own OpenAPI document allows. */
export class ApiClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 256 });

  private constructor(
    readonly url: string,
    readonly contract: ApiContract,
  ) {}

  static async of(url: string): Promise<ApiClient> {
    const document = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApiDocument;
    return new ApiClient(url, new ApiContract(document));
  }

  async send<Body = unknown>(path: string, request: ApiRequest = {}): Promise<ApiAnswer<Body>> {
    const answer = await this.exchange(path, request);
    this.contract.check(request.method ?? 'GET', path, answer);
    return answer as ApiAnswer<Body>;
  }

  pay(fields: object = {}, headers: Record<string, string> = {}): Promise<ApiAnswer<PaymentDocument>> {
    return this.send('/v1/payments', {
      method: 'POST',
      headers: { 'idempotency-key': randomUUID(), ...headers },
      body: { ...anOrder, ...fields },
    });
  }

  payBatch(
    payments: readonly unknown[],
  ): Promise<ApiAnswer<{ results: { status: number; payment?: PaymentDocument; problem?: ProblemBody }[] }>> {
    return this.send('/v1/payments/batch', { method: 'POST', body: { payments } });
  }

  list(query = ''): Promise<ApiAnswer<{ data: PaymentDocument[]; nextCursor: string | null }>> {
    return this.send(`/v1/payments${query}`);
  }

  private exchange(path: string, { method = 'GET', headers, body }: ApiRequest): Promise<ApiAnswer> {
    return new Promise((resolve, reject) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const options = {
        method,
        agent: this.agent,
        headers: { ...(text === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      };
      const outgoing = httpRequest(`${this.url}${path}`, options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const received = Buffer.concat(chunks).toString();
          const isJson = (response.headers['content-type'] ?? '').includes('json');
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: isJson ? JSON.parse(received) : received,
          });
        });
      });
      outgoing.on('error', reject);
      outgoing.end(text);
    });
  }
}

export const anOrder = { userId: 'asha', merchantId: 'chai-point', amount: 12_500, currency: 'INR' };
