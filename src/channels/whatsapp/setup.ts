import type { AppRequest, SetupContext, SetupStep } from '../channel.ts';
import { fieldsIn, textIn } from '../shared/content.ts';
import { type AnswerFields, type StepResult, setupStep } from '../shared/setup-step.ts';
import type { MetaCredentials, WhatsAppCredentials } from './credentials.ts';
import { graphHost } from './envelope.ts';

type Context = SetupContext<WhatsAppCredentials>;

/** Rights that the token must have. */
const scopes = ['whatsapp_business_management', 'whatsapp_business_messaging'] as const;

/** Registers the app for the number's business account, after the checks (whatsapp §11). */
export function setup(context: Context): readonly SetupStep[] {
  const { credentials } = context;
  if (credentials.provider !== 'meta' || credentials.wabaId === undefined) return test(context);
  const path = `/${credentials.wabaId}/subscribed_apps`;
  return [
    ...test(context),
    step('Subscribe the app to the account', { method: 'POST', path }, ({ success }) => ({
      isOk: success === true,
      detail: success === true ? 'Messages will be delivered' : 'The account did not accept it',
    })),
  ];
}

/** Whether token and number are as they should be. */
export function test({ credentials }: Context): readonly SetupStep[] {
  if (credentials.provider !== 'meta') return [];
  return [tokenCheck(credentials), ...numberCheck(credentials)];
}

function tokenCheck({ systemUserAccessToken }: MetaCredentials): SetupStep {
  const path = `/debug_token?input_token=${encodeURIComponent(systemUserAccessToken)}`;
  return step('Check the token', { method: 'GET', path }, (body) => {
    const data = fieldsIn(body, 'data');
    const granted = Array.isArray(data.scopes) ? data.scopes : [];
    const missing = scopes.filter((scope) => !granted.includes(scope));
    if (data.is_valid !== true) return { isOk: false, detail: 'The token is not valid' };
    if (data.expires_at !== 0)
      return { isOk: false, detail: 'The token ends: make one of a system user that never does' };
    if (missing.length > 0) return { isOk: false, detail: `The token lacks ${missing.join(' and ')}` };
    return { isOk: true, detail: 'The token is valid and never ends' };
  });
}

function numberCheck({ phoneNumberId }: MetaCredentials): readonly SetupStep[] {
  const path = `/${phoneNumberId}?fields=id,display_phone_number`;
  return [
    step('Check the phone number', { method: 'GET', path }, (body) => {
      const isOk = textIn(body, 'id') === phoneNumberId;
      return { isOk, detail: isOk ? (textIn(body, 'display_phone_number') ?? '') : 'The number is not known' };
    }),
  ];
}

function step(
  name: string,
  request: Pick<AppRequest, 'method' | 'path'>,
  read: (body: AnswerFields) => StepResult,
): SetupStep {
  return setupStep(name, { ...request, host: graphHost }, (body) => {
    const message = textIn(fieldsIn(body, 'error'), 'message');
    return message === undefined ? read(body) : { isOk: false, detail: message };
  });
}

/** What the owner types into Meta's console, or at 360dialog. */
export function steps({ credentials, webhookUrl }: Context) {
  if (credentials.provider === '360dialog') return [{ label: 'Webhook address', value: webhookUrl }];
  return [
    { label: 'Callback URL', value: webhookUrl },
    { label: 'Verify token', value: credentials.verifyToken ?? '' },
    { label: 'Webhook fields', value: 'messages' },
  ];
}
