import type { AppRequest, SetupContext, SetupStep } from '../channel.ts';
import { fieldsIn, numberIn, textIn } from '../shared/content.ts';
import { type AnswerFields, type StepResult, setupStep } from '../shared/setup-step.ts';
import type { TelegramCredentials } from './credentials.ts';
import { method } from './request.ts';

type Context = SetupContext<TelegramCredentials>;

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
      ? step('Remove the webhook', method('deleteWebhook'), () => good('Messages are fetched'))
      : step('Register the webhook', method('setWebhook', webhook), () =>
          good(`Messages are delivered to ${webhookUrl}`),
        ),
    step('Register the commands', method('setMyCommands', { commands }), () => good('/start is offered')),
  ];
}

/** Takes the webhook away; what has not been delivered is kept by Telegram for a day. */
export function teardown(): readonly SetupStep[] {
  return [step('Remove the webhook', method('deleteWebhook'), () => good('Nothing is delivered any more'))];
}

/** Whether the token is good, and whether Telegram reaches us. */
export function test({ settings, webhookUrl }: Context): readonly SetupStep[] {
  if (settings.receive === 'poll') return [checkToken()];
  return [
    checkToken(),
    step('Check the webhook', method('getWebhookInfo'), (info) => {
      const url = textIn(info, 'url');
      const error = textIn(info, 'last_error_message');
      if (url !== webhookUrl) return { isOk: false, detail: 'Another address, or none, is registered: set it up' };
      const waiting = `${numberIn(info, 'pending_update_count') ?? 0} waiting`;
      return error === undefined ? { isOk: true, detail: waiting } : { isOk: false, detail: error };
    }),
  ];
}

function checkToken(): SetupStep {
  return step('Check the token', method('getMe'), (bot) => good(`@${textIn(bot, 'username') ?? ''}`));
}

function good(detail: string): StepResult {
  return { isOk: true, detail };
}

function step(name: string, request: AppRequest, read: (result: AnswerFields) => StepResult): SetupStep {
  return setupStep(name, request, (body, status) =>
    body.ok === true
      ? read(fieldsIn(body, 'result'))
      : { isOk: false, detail: textIn(body, 'description') ?? `HTTP ${status}` },
  );
}
