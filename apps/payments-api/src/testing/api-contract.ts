import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { ApiAnswer } from './api-client.ts';

interface DescribedAnswer {
  readonly headers?: Record<string, { readonly required?: boolean }>;
  readonly content?: Record<string, object>;
}

export interface OpenApiDocument {
  readonly paths: Record<string, Record<string, { readonly responses: Record<string, DescribedAnswer> }>>;
}

/** Headers that mean something to a client of this service. */
const headersThatCount = ['location', 'idempotency-replayed', 'preference-applied', 'retry-after'];

/** What a service says of itself in its OpenAPI document, held against what it does. */
export class ApiContract {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  /** Answers that were seen: `post /v1/payments 202`. */
  readonly seen = new Set<string>();

  constructor(readonly document: OpenApiDocument) {
    formats.default(this.ajv);
    this.ajv.addSchema(document, 'openapi');
  }

  /** @throws Error if the document does not allow this answer to a path it describes */
  check(method: string, pathAndQuery: string, answer: ApiAnswer): void {
    const path = this.describedPath(pathAndQuery.split('?', 1)[0] ?? '');
    const operation = path === undefined ? undefined : this.document.paths[path]?.[method.toLowerCase()];
    if (path === undefined || operation === undefined) return;
    const name = `${method.toLowerCase()} ${path} ${answer.status}`;
    this.seen.add(name);
    const described = operation.responses[answer.status];
    if (described === undefined) throw new Error(`${name} is not in the OpenAPI document`);
    checkHeaders(name, described, answer);
    const type = String(answer.headers['content-type']).split(';', 1)[0] ?? '';
    if (described.content?.[type] === undefined) throw new Error(`${name} is not described as ${type}`);
    this.checkBody(name, answer.body, [
      'paths',
      path,
      method.toLowerCase(),
      'responses',
      String(answer.status),
      'content',
      type,
      'schema',
    ]);
  }

  private checkBody(name: string, body: unknown, place: readonly string[]): void {
    const pointer = place.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
    const validate = this.ajv.getSchema(`openapi#/${encodeURI(pointer)}`);
    if (validate === undefined) throw new Error(`${name} has no schema`);
    if (validate(body) !== true)
      throw new Error(`${name}: ${this.ajv.errorsText(validate.errors)} in ${JSON.stringify(body)}`);
  }

  private describedPath(path: string): string | undefined {
    const matches = Object.keys(this.document.paths).filter((described) =>
      new RegExp(`^${described.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(path),
    );
    return matches.find((described) => described === path) ?? matches[0];
  }
}

function checkHeaders(name: string, { headers = {} }: DescribedAnswer, answer: ApiAnswer): void {
  const described = new Map(Object.entries(headers).map(([header, about]) => [header.toLowerCase(), about]));
  for (const [header, { required }] of described)
    if (required === true && answer.headers[header] === undefined) throw new Error(`${name} lacks ${header}`);
  for (const header of headersThatCount)
    if (answer.headers[header] !== undefined && !described.has(header))
      throw new Error(`${name} has ${header}, which is not in the OpenAPI document`);
}
