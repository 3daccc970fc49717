import { Ajv2020 } from 'ajv/dist/2020.js';

interface DescribedAnswer {
  readonly content?: Readonly<Record<string, object>>;
}

export interface OpenApiDocument {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<Record<string, { readonly responses: Readonly<Record<string, DescribedAnswer>> }>>
    >
  >;
}

/** What the service says of itself in its OpenAPI document, held against what it does. */
export class DescribedAnswers {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  /** Answers that were seen: `post /connectors 201`. */
  readonly seen = new Set<string>();

  constructor(private readonly document: OpenApiDocument) {
    this.ajv.addSchema(document, 'openapi');
  }

  /** What is wrong with an answer to a path that is described; undefined if nothing is. */
  problem(method: string, pathAndQuery: string, { status, body }: AnswerToCheck): string | undefined {
    const path = this.describedPath(pathAndQuery.split('?', 1)[0] ?? '');
    const operation = path === undefined ? undefined : this.document.paths[path]?.[method.toLowerCase()];
    if (path === undefined || operation === undefined) return undefined;
    const name = `${method.toLowerCase()} ${path} ${status}`;
    this.seen.add(name);
    const described = operation.responses[status];
    if (described === undefined) return `${name} is not in the OpenAPI document`;
    if (described.content === undefined)
      return body === undefined ? undefined : `${name} is described without a body`;
    return this.bodyProblem(name, body, ['paths', path, method.toLowerCase(), 'responses', String(status)]);
  }

  /** Each answer that the document has. */
  described(): readonly string[] {
    return Object.entries(this.document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, { responses }]) =>
        Object.keys(responses).map((status) => `${method} ${path} ${status}`),
      ),
    );
  }

  private bodyProblem(name: string, body: unknown, answer: readonly string[]): string | undefined {
    const place = [...answer, 'content', 'application/json', 'schema'];
    const pointer = place.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
    const validate = this.ajv.getSchema(`openapi#/${encodeURI(pointer)}`);
    if (validate === undefined) return `${name} has no schema`;
    if (validate(body) === true) return undefined;
    return `${name}: ${this.ajv.errorsText(validate.errors)} in ${JSON.stringify(body)}`;
  }

  private describedPath(path: string): string | undefined {
    const asked = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path || '/';
    const matches = Object.keys(this.document.paths).filter((described) =>
      new RegExp(`^${described.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(asked),
    );
    return matches.find((described) => described === asked) ?? matches[0];
  }
}

export interface AnswerToCheck {
  readonly status: number;
  readonly body: unknown;
}
