import { z } from 'zod';
import { settingsSchema } from '../../flow/settings.ts';
import { themeSchema } from '../../flow/theme.ts';

/** One node of rich text. */
export const richTextNodeSchema = z
  .looseObject({
    type: z.string().optional(),
    text: z.string().optional(),
    url: z.string().optional(),
    bold: z.boolean().optional(),
    italic: z.boolean().optional(),
    underline: z.boolean().optional(),
    get children() {
      return z.array(richTextNodeSchema).optional();
    },
  })
  .describe('An element has `children`, a leaf has `text` and its marks. Links have a `url`.');

const textContentSchema = z.union([
  z.object({ type: z.literal('richText'), richText: z.array(richTextNodeSchema) }),
  z.object({ type: z.literal('markdown'), markdown: z.string() }),
]);

/** A bubble in `messages`. */
export const bubbleSchema = z.union([
  z.object({ id: z.string(), type: z.literal('text'), content: textContentSchema }),
  z.object({
    id: z.string(),
    type: z.enum(['image', 'video', 'audio', 'embed', 'custom-embed']),
    content: z.looseObject({ url: z.string().optional() }),
  }),
]);

/** The input that is waited on. */
export const inputSchema = z
  .object({
    id: z.string().describe("Id of the block in the author's flow."),
    type: z.string(),
    outgoingEdgeId: z.string().optional(),
    options: z.looseObject({}).optional(),
    items: z.array(z.looseObject({ id: z.string(), content: z.string().optional() })).optional(),
    prefilledValue: z.string().optional(),
    runtimeOptions: z.looseObject({}).optional(),
  })
  .describe('Absent when nothing is asked. Options that the author left out are absent.');

const scriptSchema = z.object({
  content: z.string(),
  args: z.array(z.object({ id: z.string(), value: z.unknown().optional() })),
  isCode: z.boolean().optional(),
  isUnsafe: z.boolean().optional(),
});

/** An entry of `clientSideActions`. */
export const clientActionSchema = z
  .object({
    type: z.string(),
    lastBubbleBlockId: z.string().optional().describe('Runs after this bubble; absent: before the first.'),
    expectsDedicatedReply: z.boolean().optional().describe('The flow waits until the client has continued.'),
    startPropsToInject: z.looseObject({}).optional(),
    scriptToExecute: scriptSchema.optional(),
    redirect: z.object({ url: z.string().optional(), isNewTab: z.boolean().optional() }).optional(),
    wait: z.object({ secondsToWaitFor: z.number() }).optional(),
    setVariable: z.object({ scriptToExecute: scriptSchema }).optional(),
    httpRequestToExecute: z
      .object({
        url: z.string(),
        method: z.string().optional(),
        headers: z.record(z.string(), z.string()).optional(),
        body: z.unknown().optional(),
      })
      .optional(),
    stream: z.literal(true).optional(),
    streamOpenAiChatCompletion: z.looseObject({}).optional(),
    codeToExecute: z.looseObject({}).optional(),
    chatwoot: z.object({ scriptToExecute: scriptSchema }).optional(),
    googleAnalytics: z.looseObject({}).optional(),
    pixel: z.looseObject({}).optional(),
  })
  .describe('Something the client is to do. What is to be done stands under the key named by `type`.');

/** An entry of `logs`. */
export const logSchema = z.object({
  description: z.string(),
  status: z.string().optional(),
  details: z.string().optional(),
  context: z.string().optional(),
});

const dynamicThemeSchema = z.object({
  hostAvatarUrl: z.string().optional(),
  guestAvatarUrl: z.string().optional(),
  backgroundUrl: z.string().optional(),
});

const turnFields = {
  messages: z.array(bubbleSchema),
  input: inputSchema.optional(),
  clientSideActions: z.array(clientActionSchema).optional(),
  logs: z.array(logSchema).optional(),
  dynamicTheme: dynamicThemeSchema.optional(),
};
const progress = z.number().optional().describe('Percentage, when the bot shows a progress bar.');
const lastMessageNewFormat = z.string().optional().describe('The reply as it was saved, when that differs.');

/** Answer of startChat and of its preview. */
export const startChatResponse = z.object({
  sessionId: z.string(),
  resultId: z.string().optional(),
  typebot: z.object({
    id: z.string(),
    version: z.string(),
    theme: themeSchema,
    settings: settingsSchema.pick({ general: true, typingEmulation: true }),
    publishedAt: z.iso.datetime().optional(),
  }),
  ...turnFields,
  progress,
});

/** Answer of continueChat. */
export const continueChatResponse = z.object({
  sessionId: z.string().optional().describe('Only when a conversation that was gone has been started anew.'),
  ...turnFields,
  progress,
  lastMessageNewFormat,
});

/** Answer of sendMessage. */
export const sendMessageResponse = z.object({
  ...turnFields,
  sessionId: z.string().optional(),
  typebot: z.object({ id: z.string(), theme: themeSchema, settings: settingsSchema }).optional(),
  resultId: z.string().optional(),
  lastMessageNewFormat,
});
