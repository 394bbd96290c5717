import type { AppRequest, AppResponse, SetupContext, SetupStep } from '../channel.ts';
import { textIn } from '../shared/content.ts';
import type { LineCredentials } from './credentials.ts';
import { lineAnswer } from './outcome.ts';
import { call } from './request.ts';

type Context = SetupContext<LineCredentials>;
type Fields = Readonly<Record<string, unknown>>;

/** Checks the account, registers the webhook and has LINE try it (channels §5.1). */
export function setup(context: Context): readonly SetupStep[] {
  const { webhookUrl } = context;
  const register = call('PUT', '/v2/bot/channel/webhook/endpoint', { endpoint: webhookUrl });
  return [
    account(),
    step('Register the webhook', register, () => ({ isOk: true, detail: `Messages are delivered to ${webhookUrl}` })),
    tried(),
  ];
}

/** Whether the token is good, and whether LINE reaches us. */
export function test(): readonly SetupStep[] {
  return [account(), tried()];
}

function account(): SetupStep {
  return step('Check the account', call('GET', '/v2/bot/info'), (bot) => {
    const isChat = bot.chatMode === 'chat';
    const name = [textIn(bot, 'displayName'), textIn(bot, 'basicId')].filter(Boolean).join(' ');
    return { isOk: true, detail: isChat ? `${name}; chats are on, people of the team may answer as well` : name };
  });
}

function tried(): SetupStep {
  return step('Try the webhook', call('POST', '/v2/bot/channel/webhook/test', {}), (result) => ({
    isOk: result.success === true,
    detail: result.success === true ? 'LINE reaches the server' : (textIn(result, 'reason') ?? 'LINE had no answer'),
  }));
}

function step(
  name: string,
  request: AppRequest,
  good: (body: Fields) => { readonly isOk: boolean; readonly detail: string },
): SetupStep {
  return { name, request, read: (response) => read(response, good) };
}

function read(
  response: AppResponse,
  good: (body: Fields) => { readonly isOk: boolean; readonly detail: string },
): { readonly isOk: boolean; readonly detail: string } {
  if ('failure' in response) return { isOk: false, detail: response.failure };
  const body = lineAnswer(response);
  if (response.status >= 200 && response.status < 300) return good(body);
  return { isOk: false, detail: textIn(body, 'message') ?? `HTTP ${response.status}` };
}

/** What the owner enters in LINE's consoles. */
export function steps({ webhookUrl }: Context) {
  return [
    { label: 'Webhook URL', value: webhookUrl },
    { label: 'Use webhook', value: 'on' },
    { label: 'Webhook redelivery', value: 'on' },
    { label: 'Auto-reply messages', value: 'off' },
  ];
}
