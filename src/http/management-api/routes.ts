import type { FastifyReply, FastifyRequest, RouteGenericInterface } from 'fastify';
import { sendValue } from '../answer.ts';
import { requireUser } from '../auth.ts';
import type { Handler, Routes } from '../routes.ts';
import { bodyLimits, type Services } from '../services.ts';
import {
  createBot,
  deleteBot,
  getBot,
  getPublished,
  importTypebot,
  listBots,
  patchBot,
  publish,
  unpublish,
} from './bots.ts';
import { getResult, listResultLogs, listResults } from './results.ts';

/** Adds the routes for authors and their tools. Browsers of other sites may not use them. */
export function addManagementApi(routes: Routes, services: Services): void {
  const add = <R extends RouteGenericInterface>(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    handler: Handler<R>,
    bodyLimit: number = bodyLimits.request,
  ) =>
    routes.add('closed', {
      method,
      url,
      bodyLimit,
      handler: (request, reply) => handler(services, request as FastifyRequest<R>, reply),
    });

  add('GET', '/api/users/me', getMe);
  add('GET', '/api/v1/workspaces', listWorkspaces);
  add('GET', '/api/v1/typebots', listBots);
  add('POST', '/api/v1/typebots', createBot, bodyLimits.import);
  add('POST', '/api/v1/typebots/import', importTypebot, bodyLimits.import);
  add('GET', '/api/v1/typebots/:typebotId', getBot);
  add('PATCH', '/api/v1/typebots/:typebotId', patchBot, bodyLimits.import);
  add('DELETE', '/api/v1/typebots/:typebotId', deleteBot);
  add('POST', '/api/v1/typebots/:typebotId/publish', publish);
  add('POST', '/api/v1/typebots/:typebotId/unpublish', unpublish);
  add('GET', '/api/v1/typebots/:typebotId/publishedTypebot', getPublished);
  add('GET', '/api/v1/typebots/:typebotId/results', listResults);
  add('GET', '/api/v1/typebots/:typebotId/results/:resultId', getResult);
  add('GET', '/api/v1/typebots/:typebotId/results/:resultId/logs', listResultLogs);
}

/** `GET /api/users/me` */
async function getMe({ store }: Services, request: FastifyRequest, reply: FastifyReply) {
  const { id, email } = await requireUser(store, request);
  return sendValue(reply, { id, email });
}

/** `GET /api/v1/workspaces` */
async function listWorkspaces({ store }: Services, request: FastifyRequest, reply: FastifyReply) {
  const user = await requireUser(store, request);
  const workspaces = await store.accounts.workspacesOf(user.id);
  return sendValue(reply, {
    workspaces: workspaces.map(({ id, name, icon }) => ({ id, name, icon, plan: 'UNLIMITED' })),
  });
}
