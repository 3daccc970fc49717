import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { TSchema } from 'typebox';
import { problemSchema } from './problem.ts';

export interface OpenApiDescription {
  readonly name: string;
  readonly description?: string;
  readonly schemas?: Readonly<Record<string, TSchema>>;
}

/** `GET /openapi.json` and, for people, `GET /docs`; both come from the controllers' own declarations. */
export function serveOpenApi(app: NestFastifyApplication, about: OpenApiDescription): void {
  SwaggerModule.setup('docs', app, () => describe(app, about), { jsonDocumentUrl: '/openapi.json' });
}

function describe(app: NestFastifyApplication, about: OpenApiDescription): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle(about.name)
    .setDescription(about.description ?? '')
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .build();
  const document = SwaggerModule.createDocument(app, config);
  const schemas = { ...document.components?.schemas, Problem: problemSchema, ...about.schemas };
  return { ...document, components: { ...document.components, schemas } };
}
