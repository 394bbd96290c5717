import type { AppRequest, SetupContext, SetupStep } from '../channel.ts';
import { textIn } from '../shared/content.ts';
import { type AnswerFields, type StepResult, setupStep } from '../shared/setup-step.ts';
import type { LineCredentials } from './credentials.ts';
import { call } from './request.ts';

type Context = SetupContext<LineCredentials>;

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

function step(name: string, request: AppRequest, good: (body: AnswerFields) => StepResult): SetupStep {
  return setupStep(name, request, (body, status) =>
    status >= 200 && status < 300 ? good(body) : { isOk: false, detail: textIn(body, 'message') ?? `HTTP ${status}` },
  );
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
