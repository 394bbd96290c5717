import { z } from 'zod';
import { sendValue } from '../answer.ts';
import { defineCall } from '../call.ts';
import { anySite } from '../cors.ts';

/** Says that the process is alive. */
export const health = defineCall({
  method: 'GET',
  path: '/api/health',
  aliases: ['/api/healthz', '/healthz'],
  id: 'health',
  tag: 'Server',
  summary: 'Says that the server runs',
  cors: anySite,
  response: { schema: z.object({ status: z.literal('ok') }) },
  isAnsweredToTheEnd: true,
  handle: ({ reply }) => sendValue(reply, { status: 'ok' }),
});
