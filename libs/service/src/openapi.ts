import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

/** `GET /openapi.json` and, for people, `GET /docs`; both come from the controllers' own declarations. */
export function serveOpenApi(app: NestFastifyApplication, name: string): void {
  const config = new DocumentBuilder().setTitle(name).setVersion('1').setOpenAPIVersion('3.1.0').build();
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, config), {
    jsonDocumentUrl: '/openapi.json',
  });
}
