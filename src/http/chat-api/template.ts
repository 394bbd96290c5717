import { ReparteeError } from '../../errors/errors.ts';
import { defineCall } from '../call.ts';
import { anySite } from '../cors.ts';
import { startChatResponse } from './answer-schemas.ts';

const refuse = async (): Promise<never> => {
  throw new ReparteeError('templateNotFound');
};

/** Asks for a bot of a gallery. */
export const previewTemplate = defineCall({
  method: 'POST',
  path: '/api/v1/templates/:templateSlug/preview/startChat',
  id: 'previewTemplate',
  tag: 'Chat',
  summary: 'Starts a conversation with a template',
  unlisted: 'This server has no template gallery: there is nothing to ask for.',
  cors: anySite,
  subject: refuse,
  body: 'json',
  response: { schema: startChatResponse },
  errors: ['templateNotFound'],
  handle: refuse,
});
