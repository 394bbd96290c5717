import type { FastifyReply, FastifyRequest, RouteGenericInterface } from 'fastify';
import type { ErrorName } from '../../errors/errors.ts';
import { sendValue } from '../answer.ts';
import { bodyLimits } from '../body-limits.ts';
import type { Handler, Routes } from '../routes.ts';
import type { Services } from '../services.ts';
import { subjectsOf } from '../subjects.ts';
import {
  createTypebot,
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
  const bodyLimit = bodyLimits(services.settings).withToken;
  const { ownBot } = subjectsOf(services);
  const add = <R extends RouteGenericInterface>(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    handler: Handler<R>,
    error: ErrorName = 'notLoggedIn',
  ) =>
    routes.add('closed', {
      method,
      url,
      bodyLimit,
      onRequest: services.tokens.required(error),
      config: { isTokenNeeded: true, ...(url.includes(':typebotId') && { subject: ownBot }) },
      handler: (request, reply) => handler(services, request as FastifyRequest<R>, reply),
    });

  add('GET', '/api/users/me', getMe, 'unauthenticated');
  add('GET', '/api/v1/workspaces', listWorkspaces);
  add('GET', '/api/v1/typebots', listBots);
  add('POST', '/api/v1/typebots', createTypebot);
  add('POST', '/api/v1/typebots/import', importTypebot);
  // Without a token nothing is found.
  add('GET', '/api/v1/typebots/:typebotId', getBot, 'botNotFound');
  add('PATCH', '/api/v1/typebots/:typebotId', patchBot);
  add('DELETE', '/api/v1/typebots/:typebotId', deleteBot);
  add('POST', '/api/v1/typebots/:typebotId/publish', publish);
  add('POST', '/api/v1/typebots/:typebotId/unpublish', unpublish);
  add('GET', '/api/v1/typebots/:typebotId/publishedTypebot', getPublished);
  add('GET', '/api/v1/typebots/:typebotId/results', listResults);
  add('GET', '/api/v1/typebots/:typebotId/results/:resultId', getResult);
  add('GET', '/api/v1/typebots/:typebotId/results/:resultId/logs', listResultLogs);
}

/** `GET /api/users/me` */
async function getMe({ tokens }: Services, request: FastifyRequest, reply: FastifyReply) {
  const { id, email } = tokens.userOf(request);
  return sendValue(reply, { id, email });
}

/** `GET /api/v1/workspaces` */
async function listWorkspaces({ store, tokens }: Services, request: FastifyRequest, reply: FastifyReply) {
  const user = tokens.userOf(request);
  const workspaces = await store.accounts.workspacesOf(user.id);
  return sendValue(reply, {
    workspaces: workspaces.map(({ id, name, icon }) => ({ id, name, icon, plan: 'UNLIMITED' })),
  });
}
