import type { FastifyInstance } from 'fastify';

/**
 * Hands bodies of `application/json` on as text: a configuration keeps its numbers as they were written, and tools that announce
 * JSON and send nothing, as some do to pause a connector, are understood.
 */
export function takeBodiesAsText(fastify: FastifyInstance): void {
  fastify.removeContentTypeParser('application/json');
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body === '' ? undefined : body);
  });
}
