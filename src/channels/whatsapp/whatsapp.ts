import { z } from 'zod';
import type { AppRequest, AppResponse, Channel, Json, PersonEvent, RenderContext } from '../channel.ts';
import { answerFields } from '../shared/answer-fields.ts';
import { fieldsIn, textIn } from '../shared/content.ts';
import { authorize } from './authorize.ts';
import { type WhatsAppCredentials, whatsAppCredentials, withVerifyToken } from './credentials.ts';
import { dialog360Host, graphHost, messageRequest, recipientOf } from './envelope.ts';
import { mostButtonTitle, mostRows, mostText, pace, windowMs } from './limits.ts';
import { afterUpload } from './media.ts';
import { outcome } from './outcome.ts';
import { parse } from './parse.ts';
import { render, say } from './render.ts';
import { setup, steps, test } from './setup.ts';
import { verify } from './verify.ts';

/** WhatsApp, of Meta's Cloud API or of 360dialog (whatsapp; channels §9). */
export const whatsApp: Channel<WhatsAppCredentials> = {
  platform: 'whatsapp',
  title: 'WhatsApp',
  capabilities: {
    text: { most: mostText, unit: 'utf16' },
    messagesPerCall: 1,
    choices: mostRows,
    label: mostButtonTitle,
    media: ['image', 'video', 'audio', 'file'],
    dialect: 'whatsapp',
    replyDeadlineMs: null,
    windowMs,
    canPush: true,
    pace,
    sendsOnce: false,
  },
  credentials: whatsAppCredentials,
  settings: z.object({
    lists: z.boolean().optional().describe('Four choices and more are a list; else groups of buttons. Default: true.'),
    linkButtons: z.boolean().optional().describe('Addresses are buttons, not texts with a preview. Default: false.'),
    mediaByLink: z.boolean().optional().describe('Files are sent by address, not uploaded. Default: false.'),
  }),
  hosts: {
    [graphHost]: { url: 'https://graph.facebook.com', setting: 'WHATSAPP_CLOUD_API_URL' },
    [dialog360Host]: { url: 'https://waba-v2.360dialog.io', setting: 'DIALOG360_API_URL' },
  },

  complete: withVerifyToken,
  verify,
  parse,
  // What the providers have been told by servers of this kind.
  received: () => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify('Message received'),
  }),
  render,
  say,
  template,
  acknowledge,
  authorize,
  outcome,
  follow: (command, response) => afterUpload(command, textIn(answerFields(response), 'id')),
  download: { request: lookUp, next: fetchFile },
  setup,
  test,
  steps,
};

/** Marks a message as read and shows that somebody types. */
function acknowledge({ reply }: PersonEvent) {
  if (reply?.isMarkedRead !== true || typeof reply.messageId !== 'string') return [];
  const fields = { status: 'read', message_id: reply.messageId, typing_indicator: { type: 'text' } };
  return [{ kind: 'aside', request: messageRequest(fields) } as const];
}

/** A template by its name, in American English unless it says otherwise; what else it holds is handed on. */
function template(given: Json, { conversation }: RenderContext) {
  const fields = fieldsIn({ given }, 'given') as { readonly [key: string]: Json };
  const { name = '', language = 'en_US', ...more } = typeof given === 'string' ? { name: given } : fields;
  const code = typeof language === 'string' ? { code: language } : language;
  const body = { ...recipientOf(conversation), type: 'template', template: { name, language: code, ...more } };
  return [{ kind: 'message', request: messageRequest(body) } as const];
}

/** Where a file is: the first of two requests. */
function lookUp(ref: Json): AppRequest {
  const { id } = ref as { readonly id: string };
  return { method: 'GET', host: graphHost, path: `/${encodeURIComponent(id)}` };
}

/** The file itself; undefined when the look-up did not say where it is. */
function fetchFile(_ref: Json, response: AppResponse): AppRequest | undefined {
  const { origin, pathname, search } = URL.parse(textIn(answerFields(response), 'url') ?? '') ?? {};
  return origin === undefined ? undefined : { method: 'GET', host: origin, path: `${pathname}${search}` };
}
