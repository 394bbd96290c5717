import { z } from 'zod';
import type { AppRequest, AppResponse, Channel, Json, PersonEvent, RawRequest } from '../channel.ts';
import { answerFields } from '../shared/answer-fields.ts';
import { fieldsIn, listIn, numberIn, textIn } from '../shared/content.ts';
import { type TelegramCredentials, telegramCredentials, withSecretToken } from './credentials.ts';
import { mostButtons, mostLabel, mostText, pace, pollSeconds } from './limits.ts';
import { outcome } from './outcome.ts';
import { parse } from './parse.ts';
import { render, say, toggled, typingIn } from './render.ts';
import { botHost, method } from './request.ts';
import { setup, teardown, test, wantedUpdates } from './setup.ts';
import { verify } from './verify.ts';

/** Telegram, by the Bot API 10.1 (channels §4). */
export const telegram: Channel<TelegramCredentials> = {
  platform: 'telegram',
  title: 'Telegram',
  capabilities: {
    text: { most: mostText, unit: 'utf16' },
    messagesPerCall: 1,
    choices: mostButtons,
    label: mostLabel,
    media: ['image', 'video', 'audio', 'file'],
    dialect: 'html',
    replyDeadlineMs: null,
    windowMs: null,
    canPush: true,
    pace,
    sendsOnce: false,
  },
  credentials: telegramCredentials,
  settings: z.object({
    receive: z
      .enum(['webhook', 'poll'])
      .optional()
      .describe('Whether Telegram delivers messages, or they are fetched, which needs no address. Default: `webhook`.'),
  }),
  hosts: { [botHost]: { url: 'https://api.telegram.org', setting: 'TELEGRAM_API_URL' } },

  complete: withSecretToken,
  verify,
  parse,
  render,
  say,
  toggled,
  acknowledge,
  authorize: (request, { botToken }) => ({ ...request, path: withToken(request.path, botToken) }),
  outcome,
  download: { request: ({ id }: FileRef) => method('getFile', { file_id: id }), next: fetchFile },
  setup,
  teardown,
  test,
  steps: ({ settings, webhookUrl }) => [
    { label: 'BotFather', value: 'Send /newbot to @BotFather and enter the token that it answers with' },
    ...(settings.receive === 'poll' ? [] : [{ label: 'Webhook address, registered by setup', value: webhookUrl }]),
  ],
  poll: { request: askForUpdates, read: readUpdates },
};

type FileRef = { readonly id: string };

/** The token is part of the path, and stands before that of files. */
function withToken(path: string, botToken: string): string {
  return path.startsWith('/file/') ? `/file/bot${botToken}${path.slice('/file'.length)}` : `/bot${botToken}${path}`;
}

/** Ends the spinner of a button that was pressed; to a message, shows that somebody types. */
function acknowledge({ kind, conversation, reply }: PersonEvent) {
  if (kind === 'message' || kind === 'start') return [typingIn(conversation)];
  if (kind !== 'choice' || typeof reply?.callbackId !== 'string') return [];
  const request = method('answerCallbackQuery', { callback_query_id: reply.callbackId });
  return [{ kind: 'aside', request } as const];
}

function fetchFile(_ref: Json, response: AppResponse): AppRequest | undefined {
  const path = textIn(fieldsIn(answerFields(response), 'result'), 'file_path');
  return path === undefined ? undefined : { method: 'GET', host: botHost, path: `/file/${encodeURI(path)}` };
}

/** Asks for updates after those that were read, and waits for them. */
function askForUpdates(since: string | undefined): AppRequest {
  const offset = since === undefined ? {} : { offset: Number(since) };
  return method('getUpdates', { ...offset, timeout: pollSeconds, allowed_updates: [...wantedUpdates] });
}

/** Each update as the request that would have delivered it. */
function readUpdates(response: AppResponse): { requests: readonly RawRequest[]; since: string | undefined } {
  const updates = listIn(answerFields(response), 'result');
  const last = Math.max(...updates.map((update) => numberIn(update, 'update_id') ?? -1));
  const at = 'failure' in response ? Number.NaN : Date.parse(response.headers.date ?? '');
  const requests = updates.map((update) => ({
    method: 'POST',
    url: '/',
    headers: {},
    body: new TextEncoder().encode(JSON.stringify(update)),
    at: Number.isNaN(at) ? 0 : at,
  }));
  return { requests, since: last >= 0 ? String(last + 1) : undefined };
}
