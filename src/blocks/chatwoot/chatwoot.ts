import { z } from 'zod';
import { type BlockContext, defineBlock, goOn } from '../../engine/block.ts';
import type { ClientScript } from '../shared/client-script.ts';
import { text, withOptions } from '../shared/fields.ts';
import { argumentsFor, closingScript, expressionOf, openingScript } from './widget-script.ts';

const defaultBaseUrl = 'https://app.chatwoot.com';

const optionsSchema = z.object({
  task: z.enum(['Show widget', 'Close widget']).optional(),
  baseUrl: text,
  websiteToken: text,
  user: z.object({ id: text, email: text, name: text, avatarUrl: text, phoneNumber: text }).optional(),
});

/** Hands the conversation to a Chatwoot widget of the web page, or closes that widget (integrations §10). */
export const chatwoot = defineBlock({
  type: 'Chatwoot',
  sort: 'integration',
  schema: withOptions(optionsSchema.shape),
  summary: 'Opens or closes the Chatwoot widget of the web page.',

  async run({ options }, context) {
    if (context.channel) return goOn;
    const act = (scriptToExecute: ClientScript) => context.act({ type: 'chatwoot', chatwoot: { scriptToExecute } });
    if (options?.task === 'Close widget') {
      act({ content: closingScript, args: [] });
    } else if (context.isLive) {
      act(await opening(options ?? {}, context));
    } else {
      act({ content: '', args: [] });
      context.log({ status: 'info', description: 'Chatwoot block is not supported in preview' });
    }
    return goOn;
  },
});

async function opening(
  { baseUrl, websiteToken, user }: z.infer<typeof optionsSchema>,
  context: BlockContext,
): Promise<ClientScript> {
  const expression = (template: string | undefined) => expressionOf(context, template);
  const token = await expression(websiteToken);
  const base = await expression(baseUrl || defaultBaseUrl);
  const id = await expression(user?.id);
  const email = await expression(user?.email);
  const name = await expression(user?.name);
  const avatarUrl = await expression(user?.avatarUrl);
  const phoneNumber = await expression(user?.phoneNumber);
  const content = openingScript({
    websiteToken: token.code,
    baseUrl: base.code,
    ...((user?.id || user?.email) && {
      user: {
        identifier: `${id.code} || ${email.code} || ${JSON.stringify(context.resultId)}`,
        email: email.code,
        name: name.code,
        avatarUrl: avatarUrl.code,
        phoneNumber: phoneNumber.code,
      },
    }),
  });
  return { content, args: argumentsFor(context, [token, base, id, email, name, avatarUrl, phoneNumber]) };
}
