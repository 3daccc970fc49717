import type { FastifyInstance, FastifyRequest } from 'fastify';

const routes = new WeakMap<object, { readonly pattern: RegExp; readonly method: string }[]>();

/** Notes every route that is added from now on, so that a path that is served by another method can say so. */
export function noteRoutes(fastify: FastifyInstance): void {
  const noted: { readonly pattern: RegExp; readonly method: string }[] = [];
  routes.set(fastify.server, noted);
  fastify.addHook('onRoute', ({ method, url }) => {
    const pattern = new RegExp(`^${url.replace(/\/$/, '').replaceAll(/:[^/]+/g, '[^/]+')}/?$`);
    for (const each of [method].flat()) noted.push({ pattern, method: each });
  });
}

/** Methods with which the path of a request is served; none: there is no such path. */
export function allowedMethods(request: FastifyRequest): readonly string[] {
  const path = request.url.split('?', 1)[0] ?? '/';
  const matching = (routes.get(request.server.server) ?? []).filter(({ pattern }) => pattern.test(path));
  return [...new Set(matching.map(({ method }) => method))].toSorted();
}
