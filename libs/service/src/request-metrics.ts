import type { FastifyInstance } from 'fastify';
import { Histogram } from 'prom-client';

const seconds = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'From the request line to the end of the answer.',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 30],
});

/** Counts and times every request by its route's pattern, so that ids and paths nobody serves make no series of their own. */
export function measureRequests(server: FastifyInstance): void {
  server.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    seconds.labels(request.method, route, String(reply.statusCode)).observe(reply.elapsedTime / 1_000);
    done();
  });
}
