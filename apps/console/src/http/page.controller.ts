import { stat } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problems } from './problems.ts';

/** Where `npm run build` puts the page. */
export const pageFolder = fileURLToPath(new URL('../../../console-web/dist', import.meta.url));
const page = 'index.html';
/** What is under it has its content's checksum in its name. */
const lasting = '/assets/';

/** The page, for every address that is nothing else: what it shows there is its own matter. */
@ApiExcludeController()
@Controller()
export class PageController {
  @Get('*')
  async show(@Req() { url }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const path = normalize(decodeURIComponent(url.split('?', 1)[0] ?? '/'));
    if (path.startsWith('/api/'))
      throw problems.notFound(`No GET ${path}. GET /openapi.json lists what there is.`);
    const isFile = await exists(path);
    if (!isFile && path.startsWith(lasting)) throw problems.notFound(`There is no file ${path}.`);
    if (!isFile && !(await exists(page))) return void reply.type('text/plain').send(notBuilt);
    const isLasting = isFile && path.startsWith(lasting);
    await reply.sendFile(isFile ? path : page, pageFolder, {
      cacheControl: false,
      ...(isLasting && { cacheControl: true, immutable: true, maxAge: '1y' }),
    });
  }
}

const notBuilt =
  'The console runs, but its page is not built: `npm run build` builds it, then load this again.\nWhat it can do is at /docs.\n';

async function exists(path: string): Promise<boolean> {
  return stat(join(pageFolder, path)).then(
    (found) => found.isFile(),
    () => false,
  );
}
