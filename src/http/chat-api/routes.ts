import type { FastifyContextConfig, FastifyRequest, RouteGenericInterface, RouteOptions } from 'fastify';
import { ReparteeError } from '../../errors/errors.ts';
import { type AddressLimits, limited } from '../address-limits.ts';
import { bodyLimits } from '../body-limits.ts';
import type { Handler, Routes } from '../routes.ts';
import type { Services } from '../services.ts';
import { subjectsOf } from '../subjects.ts';
import { boundWithoutToken } from './body-without-token.ts';
import { anyClientLogs, clientLogs } from './client-logs.ts';
import { continueChat } from './continue-chat.ts';
import { inspectSession } from './inspect-session.ts';
import { executeChannelTestWebhook, executeTestWebhook, executeWebhook, updateTypebot } from './outside-calls.ts';
import { sendMessageV1, sendMessageV2 } from './send-message.ts';
import { previewStartChat, startChat } from './start-chat.ts';
import { addStreamHeaders, answerStreamPreflight, streamMessage, streamUrls } from './stream-message.ts';
import { generateUploadUrl, generateUploadUrlOld } from './uploads.ts';

type Subject = NonNullable<FastifyContextConfig['subject']>;

/** What a route may have besides its handler. */
interface Options extends Pick<RouteOptions, 'bodyLimit' | 'preParsing'> {
  readonly limit?: AddressLimits[keyof AddressLimits];
  readonly subject?: Subject;
}

/** Adds the routes that run conversations. */
export function addChatApi(routes: Routes, services: Services, limits: AddressLimits): void {
  const { start, continue: goOn, stream, upload, logs } = limits;
  const { publishedBot, ownBot, session } = subjectsOf(services);
  const running = session(() => new ReparteeError('sessionNotFound'));
  const post = <R extends RouteGenericInterface>(
    url: string,
    handler: Handler<R>,
    { limit, subject, ...options }: Options = {},
  ) =>
    routes.add('open', {
      method: 'POST',
      url,
      handler: (request, reply) => handler(services, request as FastifyRequest<R>, reply),
      ...limited(limit),
      ...(subject && { config: { subject } }),
      ...options,
    });

  const { withToken } = bodyLimits(services.settings);
  const withTokens = <R extends RouteGenericInterface>(
    method: 'GET' | 'POST',
    url: string,
    handler: Handler<R>,
    subject: Subject,
  ) =>
    routes.add('open', {
      method,
      url,
      bodyLimit: withToken,
      onRequest: services.tokens.required('unauthenticated'),
      handler: (request, reply) => handler(services, request as FastifyRequest<R>, reply),
      config: { isTokenNeeded: true, subject },
    });

  post('/api/v1/typebots/:publicId/startChat', startChat, { limit: start, subject: publishedBot });
  post('/api/v1/sessions/:sessionId/continueChat', continueChat, { limit: goOn, subject: running });
  post('/api/v3/generate-upload-url', generateUploadUrl, { limit: upload });
  post('/api/v2/generate-upload-url', generateUploadUrlOld, { limit: upload });
  post('/api/v1/generate-upload-url', generateUploadUrlOld, { limit: upload });
  // A whole bot may be sent to preview it.
  const sending = { limit: goOn, bodyLimit: withToken, preParsing: boundWithoutToken(services) };
  post('/api/v1/sendMessage', sendMessageV1, sending);
  post('/api/v2/sendMessage', sendMessageV2, sending);
  post('/api/v2/sessions/:sessionId/clientLogs', clientLogs, { limit: logs, subject: running });
  post('/api/v1/sessions/:sessionId/clientLogs', anyClientLogs, { limit: logs, subject: running });
  post('/api/v1/templates/:templateSlug/preview/startChat', refuseTemplate, { subject: refuseTemplate });
  withTokens('POST', '/api/v1/typebots/:typebotId/preview/startChat', previewStartChat, ownBot);
  withTokens(
    'POST',
    '/api/v1/sessions/:sessionId/updateTypebot',
    updateTypebot,
    session(() => new ReparteeError('sessionNotFoundForUpdate')),
  );
  withTokens('GET', '/api/v1/sessions/:sessionId', inspectSession, running);
  const block = '/api/v1/typebots/:typebotId/blocks/:blockId';
  withTokens('POST', `${block}/results/:resultId/executeWebhook`, executeWebhook, ownBot);
  withTokens('POST', `${block}/web/executeTestWebhook`, executeTestWebhook, ownBot);
  withTokens('POST', `${block}/whatsapp/:phone/executeTestWebhook`, executeChannelTestWebhook, ownBot);

  const streamed = session(() => new ReparteeError('sessionNotFound', { message: 'Could not find session' }));
  for (const url of streamUrls) {
    routes.add('closed', { method: 'OPTIONS', url, handler: answerStreamPreflight });
    routes.add('closed', {
      method: 'POST',
      url,
      onRequest: [addStreamHeaders, ...[stream ?? []].flat()],
      ...(url.includes(':sessionId') && { config: { subject: streamed } }),
      handler: (request, reply) => streamMessage(services, request as Parameters<typeof streamMessage>[1], reply),
    });
  }

  const startHint = 'Use POST /api/v1/typebots/{publicId}/startChat';
  const continueHint = 'Use POST /api/v1/sessions/{sessionId}/continueChat';
  routes.hint('POST', '/api/v1/sessions/:sessionId', continueHint);
  routes.hint('POST', '/api/v1/typebots/:typebotId/continueChat', continueHint);
  routes.hint('POST', '/api/v1/typebots/:typebotId/chat/start', startHint);
}

/** `POST /api/v1/templates/{templateSlug}/preview/startChat`: this server has no template gallery. */
async function refuseTemplate(): Promise<never> {
  throw new ReparteeError('templateNotFound');
}
