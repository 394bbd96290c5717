import type { FastifyRequest, RouteGenericInterface } from 'fastify';
import { ReparteeError } from '../../errors.ts';
import { type AddressLimits, limited } from '../address-limits.ts';
import type { Handler, Routes } from '../routes.ts';
import type { Services } from '../services.ts';
import { anyClientLogs, clientLogs } from './client-logs.ts';
import { continueChat } from './continue-chat.ts';
import { inspectSession } from './inspect-session.ts';
import { executeChannelTestWebhook, executeTestWebhook, executeWebhook, updateTypebot } from './outside-calls.ts';
import { sendMessageV1, sendMessageV2 } from './send-message.ts';
import { previewStartChat, startChat } from './start-chat.ts';
import { answerStreamPreflight, streamHeaders, streamMessage, streamUrls } from './stream-message.ts';
import { generateUploadUrl, generateUploadUrlOld } from './uploads.ts';

/** Adds the routes that run conversations. */
export function addChatApi(routes: Routes, services: Services, limits: AddressLimits): void {
  const { start, continue: goOn, stream, upload, logs } = limits;
  const post = <R extends RouteGenericInterface>(
    url: string,
    handler: Handler<R>,
    limit?: AddressLimits[keyof AddressLimits],
  ) =>
    routes.add('open', {
      method: 'POST',
      url,
      handler: (request, reply) => handler(services, request as FastifyRequest<R>, reply),
      ...limited(limit),
    });

  const get = <R extends RouteGenericInterface>(url: string, handler: Handler<R>) =>
    routes.add('open', {
      method: 'GET',
      url,
      handler: (request, reply) => handler(services, request as FastifyRequest<R>, reply),
    });

  post('/api/v1/typebots/:publicId/startChat', startChat, start);
  post('/api/v1/typebots/:typebotId/preview/startChat', previewStartChat);
  post('/api/v1/sessions/:sessionId/continueChat', continueChat, goOn);
  post('/api/v3/generate-upload-url', generateUploadUrl, upload);
  post('/api/v2/generate-upload-url', generateUploadUrlOld, upload);
  post('/api/v1/generate-upload-url', generateUploadUrlOld, upload);
  post('/api/v1/sendMessage', sendMessageV1, goOn);
  post('/api/v2/sendMessage', sendMessageV2, goOn);
  post('/api/v1/sessions/:sessionId/updateTypebot', updateTypebot);
  post('/api/v2/sessions/:sessionId/clientLogs', clientLogs, logs);
  post('/api/v1/sessions/:sessionId/clientLogs', anyClientLogs, logs);
  post('/api/v1/typebots/:typebotId/blocks/:blockId/results/:resultId/executeWebhook', executeWebhook);
  post('/api/v1/typebots/:typebotId/blocks/:blockId/web/executeTestWebhook', executeTestWebhook);
  post('/api/v1/typebots/:typebotId/blocks/:blockId/whatsapp/:phone/executeTestWebhook', executeChannelTestWebhook);
  post('/api/v1/templates/:templateSlug/preview/startChat', refuseTemplate);
  get('/api/v1/sessions/:sessionId', inspectSession);

  for (const url of streamUrls) {
    routes.add('closed', { method: 'OPTIONS', url, handler: answerStreamPreflight });
    routes.add('closed', {
      method: 'POST',
      url,
      handler: (request, reply) => streamMessage(services, request as Parameters<typeof streamMessage>[1], reply),
      ...limited(stream, () => streamHeaders),
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
