import { z } from 'zod';
import type { AppRequest, AppResponse, Channel, Json, Outcome, PersonEvent } from '../channel.ts';
import { answerFields } from '../shared/answer-fields.ts';
import { numberIn, textIn } from '../shared/content.ts';
import { type LineCredentials, lineCredentials } from './credentials.ts';
import { loadingSeconds, mostLabel, mostMessages, mostQuickReplies, mostText, pace } from './limits.ts';
import { outcome } from './outcome.ts';
import { parse } from './parse.ts';
import { render, say, toggled } from './render.ts';
import { apiHost, call, dataHost } from './request.ts';
import { setup, steps, test } from './setup.ts';
import { verify } from './verify.ts';

/** LINE, by its Messaging API (channels §5). */
export const line: Channel<LineCredentials> = {
  platform: 'line',
  title: 'LINE',
  capabilities: {
    text: { most: mostText, unit: 'utf16' },
    messagesPerCall: mostMessages,
    choices: mostQuickReplies,
    label: mostLabel,
    media: ['image', 'video', 'audio'],
    dialect: 'plain',
    replyDeadlineMs: null,
    windowMs: null,
    canPush: true,
    pace,
    // Pushes are; answers by token are not.
    sendsOnce: false,
  },
  credentials: lineCredentials,
  settings: z.object({
    allowPush: z
      .boolean()
      .optional()
      .describe('Messages beyond the free answer are pushed, which counts against the quota. Default: true.'),
    videoPreviewUrl: z
      .url({ protocol: /^https$/ })
      .optional()
      .describe(
        'Picture that is shown before a video plays, without which LINE takes none: videos are then addresses.',
      ),
  }),
  hosts: {
    [apiHost]: { url: 'https://api.line.me', setting: 'LINE_API_URL' },
    [dataHost]: { url: 'https://api-data.line.me', setting: 'LINE_DATA_API_URL' },
  },

  verify,
  parse,
  render,
  say,
  toggled,
  acknowledge,
  authorize,
  token: { request: askForToken, read: readToken },
  outcome,
  download: { request: fetchFile },
  setup,
  test,
  steps,
};

/** Shows that somebody types, which LINE does in private chats alone. */
function acknowledge({ kind, isGroup, conversation }: PersonEvent) {
  if (isGroup || (kind !== 'message' && kind !== 'choice')) return [];
  const request = call('POST', '/v2/bot/chat/loading/start', { chatId: conversation, loadingSeconds });
  return [{ kind: 'aside', request } as const];
}

/** Adds the token; files that are elsewhere are fetched without it. */
function authorize(request: AppRequest, { channelAccessToken }: LineCredentials, token?: string): AppRequest {
  const bearer = channelAccessToken ?? token;
  if ((request.host !== apiHost && request.host !== dataHost) || bearer === undefined) return request;
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${bearer}` } };
}

/** Asks for a token of 15 minutes. */
function askForToken({ channelAccessToken, channelId, channelSecret }: LineCredentials): AppRequest | undefined {
  if (channelAccessToken !== undefined || channelId === undefined) return undefined;
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: channelId,
    client_secret: channelSecret,
  });
  const body = { kind: 'text', text: form.toString(), mimeType: 'application/x-www-form-urlencoded' } as const;
  return { method: 'POST', host: apiHost, path: '/oauth2/v3/token', body };
}

function readToken(response: AppResponse, now: number): { token: string; expiresAt: number } | Outcome {
  if ('failure' in response) return { kind: 'again', scope: 'channel' };
  const body = answerFields(response);
  const token = textIn(body, 'access_token');
  const seconds = numberIn(body, 'expires_in');
  if (token !== undefined && seconds !== undefined) return { token, expiresAt: now + seconds * 1_000 };
  if (response.status >= 500 || response.status === 429) return { kind: 'again', scope: 'channel' };
  const detail = textIn(body, 'error_description') ?? textIn(body, 'error') ?? `HTTP ${response.status}`;
  return { kind: 'gaveUp', reason: 'auth', detail };
}

/** Where a file is: at LINE, or at the address that the sender's app gave. */
function fetchFile(ref: Json): AppRequest {
  const { id = '', url } = ref as { readonly id?: string; readonly url?: string };
  const { origin, pathname, search } = URL.parse(url ?? '') ?? {};
  if (origin !== undefined) return { method: 'GET', host: origin, path: `${pathname}${search}` };
  return { method: 'GET', host: dataHost, path: `/v2/bot/message/${encodeURIComponent(id)}/content` };
}
