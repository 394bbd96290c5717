import type { AppResponse, Json, SetupContext, SetupStep } from '../channel.ts';
import { fieldsIn, numberIn, textIn } from '../shared/content.ts';
import type { TelegramCredentials } from './credentials.ts';
import { botAnswer } from './outcome.ts';
import { method } from './request.ts';

type Context = SetupContext<TelegramCredentials>;
type Fields = Readonly<Record<string, unknown>>;

/** Kinds of update that are asked for. */
export const wantedUpdates: readonly string[] = ['message', 'callback_query', 'my_chat_member'];

/** Checks the token, then says where updates go, or that they are fetched (channels §4.1). */
export function setup(context: Context): readonly SetupStep[] {
  const { credentials, settings, webhookUrl } = context;
  const webhook = {
    url: webhookUrl,
    secret_token: credentials.secretToken,
    allowed_updates: [...wantedUpdates],
  };
  const commands = [{ command: 'start', description: 'Start' }];
  return [
    checkToken(),
    settings.receive === 'poll'
      ? step('Remove the webhook', 'deleteWebhook', {}, () => 'Messages are fetched')
      : step('Register the webhook', 'setWebhook', webhook, () => `Messages are delivered to ${webhookUrl}`),
    step('Register the commands', 'setMyCommands', { commands }, () => '/start is offered'),
  ];
}

/** Takes the webhook away; what has not been delivered is kept by Telegram for a day. */
export function teardown(): readonly SetupStep[] {
  return [step('Remove the webhook', 'deleteWebhook', {}, () => 'Nothing is delivered any more')];
}

/** Whether the token is good, and whether Telegram reaches us. */
export function test({ settings, webhookUrl }: Context): readonly SetupStep[] {
  if (settings.receive === 'poll') return [checkToken()];
  return [
    checkToken(),
    {
      name: 'Check the webhook',
      request: method('getWebhookInfo'),
      read: (response) =>
        read(response, (info) => {
          const url = textIn(info, 'url');
          const error = textIn(info, 'last_error_message');
          if (url !== webhookUrl) return { isOk: false, detail: 'Another address, or none, is registered: set it up' };
          const waiting = `${numberIn(info, 'pending_update_count') ?? 0} waiting`;
          return error === undefined ? { isOk: true, detail: waiting } : { isOk: false, detail: error };
        }),
    },
  ];
}

function checkToken(): SetupStep {
  return step('Check the token', 'getMe', {}, (bot) => `@${textIn(bot, 'username') ?? ''}`);
}

function step(
  name: string,
  call: string,
  fields: { readonly [key: string]: Json | undefined },
  detail: (result: Fields) => string,
): SetupStep {
  return {
    name,
    request: method(call, fields),
    read: (response) => read(response, (result) => ({ isOk: true, detail: detail(result) })),
  };
}

function read(
  response: AppResponse,
  good: (result: Fields) => { readonly isOk: boolean; readonly detail: string },
): { readonly isOk: boolean; readonly detail: string } {
  if ('failure' in response) return { isOk: false, detail: response.failure };
  const body = botAnswer(response);
  if (body.ok === true) return good(fieldsIn(body, 'result'));
  return { isOk: false, detail: textIn(body, 'description') ?? `HTTP ${response.status}` };
}
