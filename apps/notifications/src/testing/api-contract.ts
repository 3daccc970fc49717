import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

interface DescribedAnswer {
  readonly headers?: Record<string, unknown>;
  readonly content?: Record<string, object>;
}

interface OpenApiDocument {
  readonly paths: Record<string, Record<string, { readonly responses: Record<string, DescribedAnswer> }>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** A client that holds every answer against what the service says of itself in its OpenAPI document. */
export class ApiContract {
  /** Answers that were seen: `post /v1/notifications/{id}/read 200`. */
  readonly seen = new Set<string>();
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });

  private constructor(
    readonly url: string,
    readonly document: OpenApiDocument,
  ) {
    formats.default(this.ajv);
    this.ajv.addSchema(document, 'openapi');
  }

  static async of(url: string): Promise<ApiContract> {
    return new ApiContract(url, (await (await fetch(`${url}/openapi.json`)).json()) as OpenApiDocument);
  }

  /** @throws Error if the document does not describe the answer */
  async ask(method: 'get' | 'post', path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, { ...init, method });
    const type = response.headers.get('content-type')?.split(';', 1)[0] ?? '';
    const stream = type === 'text/event-stream';
    if (stream) await response.body?.cancel();
    const body = stream ? {} : ((await response.json()) as Record<string, unknown>);
    const answer = { status: response.status, headers: response.headers, body };
    this.check(method, path.split('?', 1)[0] ?? '', { answer, type });
    return answer;
  }

  private check(method: string, path: string, { answer, type }: { answer: Answer; type: string }): void {
    const described = Object.keys(this.document.paths)
      .filter((each) => new RegExp(`^${each.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(path))
      .toSorted((a, b) => a.split('{').length - b.split('{').length)[0];
    if (described === undefined) throw new Error(`${path} is not in the OpenAPI document`);
    const name = `${method} ${described} ${answer.status}`;
    this.seen.add(name);
    const expected = this.document.paths[described]?.[method]?.responses[answer.status];
    if (expected?.content?.[type] === undefined)
      throw new Error(`${name} as ${type} is not in the OpenAPI document`);
    if (answer.headers.has('retry-after') !== (expected.headers?.['Retry-After'] !== undefined))
      throw new Error(`${name}: Retry-After is not as the OpenAPI document says`);
    if (type === 'text/event-stream') return;
    const place = ['paths', described, method, 'responses', answer.status, 'content', type, 'schema'];
    const pointer = place.map((part) => String(part).replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
    const validate = this.ajv.getSchema(`openapi#/${encodeURI(pointer)}`);
    if (validate?.(answer.body) !== true)
      throw new Error(`${name}: ${this.ajv.errorsText(validate?.errors)} in ${JSON.stringify(answer.body)}`);
  }
}
