import { sendValue } from '../answer.ts';
import type { Routes } from '../routes.ts';
import type { Services } from '../services.ts';
import { healthPaths } from './closing.ts';
import { showMetrics } from './metrics.ts';
import { readiness } from './readiness.ts';

/** Adds the routes for those who run the server. */
export function addOperations(routes: Routes, services: Services): void {
  for (const url of healthPaths) {
    routes.add('open', { method: 'GET', url, handler: (_request, reply) => sendValue(reply, { status: 'ok' }) });
  }
  const showReadiness = readiness(services);
  routes.add('open', { method: 'GET', url: '/readyz', handler: (_request, reply) => showReadiness(reply) });
  routes.add('closed', {
    method: 'GET',
    url: '/metrics',
    handler: (request, reply) => showMetrics(services, request, reply),
  });
}
